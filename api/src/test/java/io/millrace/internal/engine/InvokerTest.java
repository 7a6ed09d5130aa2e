// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application turns the runtime. */
@Timeout(60)
class InvokerTest {

    private static final byte[] MESSAGE = new byte[1000];

    private final Millrace millrace =
            Millrace.builder().threading(ThreadingMode.INVOKER).build();

    @AfterEach
    void close() {
        millrace.close();
    }

    @Test
    void oneThreadPublishesHandlesWaitsAndCloses() {
        Thread self = Thread.currentThread();
        List<Thread> handlers = new ArrayList<>();
        Endpoint server = millrace.listen("mem:invoked");
        server.subscribe("s", message -> handlers.add(Thread.currentThread()));
        Endpoint client = millrace.connect("mem:invoked?ring=64k");
        Publication publication = client.publication("s");
        for (int i = 0; i < 1000; i++) {
            // Many rings full: every wait turns the crank.
            publication.publish(MESSAGE);
        }
        assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(handlers).hasSize(1000).containsOnly(self);
        assertThat(server.counters().messagesHandled()).isEqualTo(1000);
        client.close();
        server.close();
        assertThat(client.state()).isEqualTo(LinkState.CLOSED);
        assertThat(server.state()).isEqualTo(LinkState.CLOSED);
    }

    @Test
    void aTurnDoesWhatThereIsAndNeverWaits() {
        List<String> handled = new ArrayList<>();
        millrace.listen("mem:turns").subscribe("s", message -> handled.add(message.asString()));
        Publication publication = millrace.connect("mem:turns").publication("s");
        assertThat(publication.offer(MESSAGE, 0, 3)).isEqualTo(OfferStatus.ACCEPTED);
        int turns = 0;
        while (handled.isEmpty()) {
            millrace.doWork();
            assertThat(++turns).isLessThan(100);
        }
        while (publication.acknowledged() < publication.position()) {
            millrace.doWork();
            assertThat(++turns)
                    .as("an acknowledgement must not wait for its timer")
                    .isLessThan(200);
        }
    }

    @Test
    void handlersRunOnTheLastThreadThatCalledDoWork() throws Exception {
        AtomicReference<Thread> handler = new AtomicReference<>();
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread loop = new Thread(() -> {
            while (end.getCount() > 0) {
                millrace.doWork();
                opened.countDown();
                Thread.onSpinWait();
            }
        });
        loop.start();
        opened.await();
        // From here on this thread only waits.
        Endpoint server = millrace.listen("mem:loop");
        server.subscribe("s", message -> handler.set(Thread.currentThread()));
        Publication publication = millrace.connect("mem:loop").publication("s");
        publication.publish(MESSAGE);
        assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(handler.get()).isSameAs(loop);
        // Nobody turns it any more, and the end comes all the same.
        end.countDown();
        loop.join();
        millrace.close();
        assertThat(server.state()).isEqualTo(LinkState.CLOSED);
        assertThat(millrace.doWork()).isZero();
    }

    @Test
    void twoThreadsAtOnceAreRefused() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        millrace.listen("mem:two").subscribe("s", message -> {
            inside.countDown();
            goOn.await();
        });
        assertThat(millrace.connect("mem:two").publication("s").offer(MESSAGE, 0, 3))
                .isEqualTo(OfferStatus.ACCEPTED);
        CompletableFuture<Void> first = CompletableFuture.runAsync(
                () -> {
                    while (goOn.getCount() > 0) {
                        millrace.doWork();
                    }
                },
                command -> new Thread(command).start());
        inside.await();
        assertMisused("doWork() was called by", millrace::doWork);
        goOn.countDown();
        first.get(20, TimeUnit.SECONDS);
        // One after the other is fine.
        millrace.doWork();
    }

    @Test
    void aHandlerDoesNotTurnItAndDoesNotWait() {
        List<Throwable> thrown = new ArrayList<>();
        Endpoint server = millrace.listen("mem:nested?ring=64k");
        Endpoint client = millrace.connect("mem:nested?ring=64k");
        client.subscribe("back", message -> {});
        Publication back = server.publication("back");
        server.subscribe("s", message -> {
            try {
                millrace.doWork();
            } catch (MillraceException e) {
                thrown.add(e);
            }
            try {
                while (true) {
                    back.publish(MESSAGE);
                }
            } catch (MillraceException e) {
                thrown.add(e);
            }
            client.close();
            millrace.listen("mem:opened-inside");
        });
        Publication publication = client.publication("s");
        publication.publish(MESSAGE);
        assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(thrown)
                .extracting(e -> ((MillraceException) e).code())
                .containsExactly(ErrorCode.WRONG_THREADING, ErrorCode.BACK_PRESSURED);
    }

    @Test
    void callsOfOtherThreadsSayWhenNobodyTurnsIt() throws Exception {
        CompletableFuture<Endpoint> listening = CompletableFuture.supplyAsync(
                () -> millrace.listen("mem:nobody"), command -> new Thread(command).start());
        assertThat(listening.handle((endpoint, e) -> e).get(30, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ConfigurationException.class)
                .hasMessageContaining("nobody has turned")
                .hasMessageContaining(Thread.currentThread().getName());
    }

    @Test
    void otherModesTurnThemselves() {
        try (Millrace shared = Millrace.create()) {
            assertMisused("the runtime turns itself", shared::doWork);
        }
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Millrace.builder()
                        .threading(ThreadingMode.INVOKER)
                        .idle(IdleMode.SPIN)
                        .build())
                .withMessageContaining("no thread to wait");
    }

    /** Heartbeats go on while the application does something else: without them the peer would count it dead. */
    @Test
    void aWatchdogKeepsThePeersFromTakingItForDead() throws Exception {
        List<String> lost = new ArrayList<>();
        try (Millrace peer = Millrace.builder()
                .listener(event -> {
                    switch (event.kind()) {
                        case LINK_DOWN, SESSION_ENDED -> lost.add(event.toString());
                        default -> {}
                    }
                })
                .build()) {
            Endpoint server = peer.listen("mem:away?heartbeat=100ms&dead-after=400ms");
            Endpoint client = millrace.connect(server.uri());
            while (client.state() != LinkState.UP) {
                millrace.doWork();
            }
            CountDownLatch never = new CountDownLatch(1);
            assertThat(never.await(2, TimeUnit.SECONDS)).isFalse();
            assertThat(lost).isEmpty();
            assertThat(server.sessions()).isEqualTo(1);
            millrace.doWork();
            assertThat(client.state()).isEqualTo(LinkState.UP);
        }
    }

    private static void assertMisused(String what, Runnable call) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(call::run)
                .withMessageContaining(what)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_THREADING));
    }
}
