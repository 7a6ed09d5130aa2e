// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.PublicationException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a runtime with its threads ends: in order, from anywhere, or by a fault of its own. */
@EveryThreading
class RuntimeEndTest {

    private final ThreadingMode mode;

    RuntimeEndTest(ThreadingMode mode) {
        this.mode = mode;
    }

    private Millrace.Builder builder() {
        return Millrace.builder().threading(mode);
    }

    private static final byte[] MESSAGE = new byte[32];

    @Test
    void closesTwice() {
        Millrace millrace = builder().build();
        Endpoint server = millrace.listen("mem:twice");
        millrace.close();
        millrace.close();
        assertThat(server.state()).isEqualTo(LinkState.CLOSED);
        assertThat(server.counters().messagesHandled()).isZero();
    }

    @Test
    void afterItNothingIsOpenedAndNoAddressIsKept() {
        Millrace millrace = builder().build();
        millrace.close();
        assertThatExceptionOfType(PublicationException.class)
                .isThrownBy(() -> millrace.listen("mem:late"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
        assertThatExceptionOfType(PublicationException.class).isThrownBy(() -> millrace.connect("mem:late"));
        try (Millrace another = builder().build()) {
            assertThat(another.listen("mem:late").state()).isEqualTo(LinkState.UP);
        }
    }

    @Test
    void closingFromWithinAHandlerAndAListenerDoesNotHang() throws Exception {
        CompletableFuture<Millrace> self = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(2);
        Millrace millrace = builder()
                .listener(event -> {
                    if (event.to() == LinkState.CLOSED) {
                        self.join().close();
                        closed.countDown();
                    }
                })
                .build();
        self.complete(millrace);
        Endpoint server = millrace.listen("mem:inside");
        server.subscribe("s", message -> {
            millrace.close();
            server.close();
        });
        millrace.connect("mem:inside?drain-timeout=1s").publication("s").publish("end");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        millrace.close();
    }

    @Test
    void manyThreadsMayClose() throws Exception {
        Millrace millrace = builder().build();
        Endpoint server = millrace.listen("mem:many");
        millrace.connect("mem:many");
        CompletableFuture<?>[] closers = new CompletableFuture<?>[8];
        for (int i = 0; i < closers.length; i++) {
            AutoCloseable closing = i % 2 == 0 ? millrace : server;
            closers[i] = CompletableFuture.runAsync(
                    () -> {
                        try {
                            closing.close();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    command -> new Thread(command).start());
        }
        CompletableFuture.allOf(closers).get(20, TimeUnit.SECONDS);
        assertThat(server.state()).isEqualTo(LinkState.CLOSED);
    }

    /** A fault that nothing contains: what lives on that thread ends, and nobody waits for it. */
    @Test
    void anErrorOnTheIoThreadReleasesEverybody() throws Exception {
        CountDownLatch dead = new CountDownLatch(1);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> dead.countDown());
        ScriptedLink link = ScriptedLink.welcoming();
        ScriptedTransport transport = new ScriptedTransport().dialling(() -> link);
        CompletableFuture<LifecycleEvent> failed = new CompletableFuture<>();
        try (Millrace millrace = builder()
                .register(transport)
                .listener(event -> {
                    if (event.kind() == Kind.STATE_CHANGED && event.to() == LinkState.FAILED) {
                        failed.complete(event);
                    }
                })
                .build()) {
            Endpoint client = millrace.connect("script:x?ring=64k&publish-timeout=1h");
            Publication publication = client.publication("s");
            while (publication.offer(MESSAGE, 0, 32) == OfferStatus.ACCEPTED) {
                // fill the ring
            }
            CompletableFuture<Void> blocked = CompletableFuture.runAsync(
                    () -> publication.publish(MESSAGE), command -> new Thread(command).start());
            CompletableFuture<Boolean> draining = CompletableFuture.supplyAsync(
                    () -> publication.drain(Duration.ofHours(1)), command -> new Thread(command).start());

            link.failWith(new Error("on purpose"));
            client.kick();

            assertThat(failed.get(10, TimeUnit.SECONDS).cause()).isInstanceOf(InternalException.class);
            assertThat(dead.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.failure()).hasRootCauseMessage("on purpose");
            assertThat(draining.get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(blocked.handle((nothing, thrown) -> thrown).get(10, TimeUnit.SECONDS))
                    .hasRootCauseMessage("on purpose");
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> millrace.connect("script:y"))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
            client.close();
            assertThat(client.state()).isEqualTo(LinkState.CLOSED);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
