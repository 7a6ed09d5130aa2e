// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import io.millrace.test.fault.FaultProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a runtime promises it promises in every threading mode, over TCP. */
@ParameterizedClass
@EnumSource
@Timeout(120)
final class EveryThreadingTest {
    private static final String ANYWHERE = "tcp://127.0.0.1:0";
    private static final String IMPATIENT = "?heartbeat=100ms&dead-after=400ms";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RESETS = 5;

    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final Events events = new Events();

    @Parameter
    ThreadingMode mode;

    private Millrace runtime() {
        return Turned.runtime(mode, builder -> builder.listener(events));
    }

    @Test
    void deliversEverythingOnceAndInOrder() {
        Ledger ledger = new Ledger();
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            server.subscribe("numbers", ledger::accept);
            // Neither sends by itself: with inline=false all of it is the engine's.
            for (String options : new String[] {"", "?inline=false"}) {
                Endpoint client = near.connect("tcp://127.0.0.1:" + server.uri().port() + options);
                Publication numbers = client.publication("numbers");
                try (Pump pump = Pump.start(numbers, 100, 200_000)) {
                    Await.until(PATIENCE, "all handled", ledger::toString, () -> pump.published() == 200_000);
                    assertThat(numbers.drain(PATIENCE)).isTrue();
                }
                client.close();
                assertThat(client.state()).isEqualTo(LinkState.CLOSED);
            }
            assertThat(server.counters().messagesHandled()).isEqualTo(400_000);
        }
    }

    @Test
    void losesNothingWhileItsLinksAreReset() throws Exception {
        Ledger there = new Ledger();
        Ledger back = new Ledger();
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            server.subscribe("there", there::accept);
            try (FaultProxy proxy = FaultProxy.to(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), server.uri().port()))) {
                Endpoint client = near.connect("tcp://127.0.0.1:" + proxy.port());
                client.subscribe("back", back::accept);
                Publication out = client.publication("there");
                Publication in = server.publication("back");
                try (Pump outPump = Pump.start(out);
                        Pump inPump = Pump.start(in)) {
                    for (int i = 0; i < RESETS; i++) {
                        awaitMore(there);
                        awaitMore(back);
                        reset(proxy);
                    }
                    awaitMore(there);
                    awaitMore(back);
                    finish(outPump, out, there);
                    finish(inPump, in, back);
                }
            }
        }
    }

    private void awaitMore(Ledger ledger) {
        long target = ledger.handled() + random.nextInt(1_000, 10_000);
        Await.until(PATIENCE, "flowing", () -> ledger + " " + events, () -> ledger.handled() >= target);
    }

    private void reset(FaultProxy proxy) {
        long before = events.count(Kind.LINK_DOWN);
        proxy.down(Duration.ofMillis(random.nextInt(100)));
        Await.until(PATIENCE, "link lost", events::toString, () -> events.count(Kind.LINK_DOWN) > before);
    }

    private static void finish(Pump pump, Publication publication, Ledger ledger) {
        long published = pump.stop();
        assertThat(publication.drain(PATIENCE)).isTrue();
        ledger.assertExactly(published);
    }

    @Test
    void closesFromWithinAHandler() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            server.subscribe("end", message -> {
                server.close();
                end(far);
                returned.countDown();
            });
            Endpoint client = near.connect(server.uri() + "?drain-timeout=1s");
            client.publication("end").publish("now");
            assertThat(returned.await(30, TimeUnit.SECONDS)).isTrue();
            Await.until(PATIENCE, "closed", server::toString, () -> server.state() == LinkState.CLOSED);
        }
    }

    private static void end(Millrace millrace) {
        millrace.close();
    }

    @Test
    void losesNoLinkWhileAHandlerIsStuck() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<LinkState> during = new AtomicReference<>();
        Ledger ledger = new Ledger();
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE + IMPATIENT);
            server.subscribe("numbers", message -> {
                if (ledger.handled() == 10) {
                    assertThat(never.await(2, TimeUnit.SECONDS)).isFalse();
                    during.set(server.state());
                }
                ledger.accept(message);
            });
            Endpoint client = near.connect(server.uri());
            Publication numbers = client.publication("numbers");
            try (Pump pump = Pump.start(numbers, 64, 10_000)) {
                Await.until(PATIENCE, "all handled", ledger::toString, () -> ledger.handled() == 10_000);
                finish(pump, numbers, ledger);
            }
            assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
            assertThat(events.count(Kind.HANDLER_STALLED)).as(events.toString()).isEqualTo(1);
            assertThat(during.get()).as("the state while it was stuck").isEqualTo(LinkState.DEGRADED);
        }
    }

    /**
     * An engine's thread never waits for room. Two whose handlers publish what they get into each other's rings go on as
     * long as there is room anywhere; with more messages than both rings hold these two streams stand still, as nobody
     * may drop any, and nothing else does.
     */
    @Test
    void handlersThatFillEachOthersRingsHoldUpNobodyElse() throws Exception {
        AtomicLong bounced = new AtomicLong();
        CountDownLatch aside = new CountDownLatch(2);
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE + "?ring=64k&window=16k&drain-timeout=100ms&heartbeat=100ms");
            Endpoint client = near.connect(server.uri());
            Publication there = client.publication("there");
            Publication back = server.publication("back");
            server.subscribe("there", message -> bounce(message, back, bounced));
            client.subscribe("back", message -> bounce(message, there, bounced));
            server.subscribe("aside there", message -> aside.countDown());
            client.subscribe("aside back", message -> aside.countDown());
            byte[] message = new byte[480];
            for (int i = 0; i < 180; i++) {
                there.publish(message);
            }
            long before = bounced.get();
            Await.until(PATIENCE, "bouncing", bounced::toString, () -> bounced.get() > before + 10_000);

            fill(there, message);
            assertThat(server.counters().messagesRetried() + client.counters().messagesRetried())
                    .isPositive();
            client.publication("aside there").publish(message);
            server.publication("aside back").publish(message);
            assertThat(aside.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
        }
    }

    private static void bounce(Message message, Publication to, AtomicLong bounced) {
        to.publish(message.buffer(), message.buffer().position(), message.length(), Duration.ZERO);
        bounced.incrementAndGet();
    }

    /** As much as there is room for, again and again, until both rings have been full for a while. */
    private static void fill(Publication publication, byte[] message) {
        long endNs = System.nanoTime() + 1_000_000_000;
        while (System.nanoTime() - endNs < 0) {
            if (publication.offer(message, 0, message.length) != OfferStatus.ACCEPTED) {
                Thread.yield();
            }
        }
    }
}
