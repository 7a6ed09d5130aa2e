// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A handler that holds the I/O thread up for several times dead-after: nobody may take its process for dead. */
final class StuckHandlerTest {
    private static final String SETTINGS =
            Pace.LONG ? "ring=64k&window=16k" : "ring=64k&window=16k&heartbeat=200ms&dead-after=1s";
    private static final String ANYWHERE = "tcp://127.0.0.1:0?" + SETTINGS;
    private static final Duration STUCK = Pace.of(Duration.ofMillis(2_500), Duration.ofSeconds(10));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 5_000;
    private static final long RETRIES_BEFORE = 300;
    private static final Duration PROMPT = Duration.ofMillis(20);

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch freed = new CountDownLatch(1);

    private void hang(Duration time) throws InterruptedException {
        stuck.countDown();
        assertThat(never.await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        freed.countDown();
    }

    @Test
    void losesNoLinkWhileAHandlerIsStuck() throws Exception {
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            server.subscribe("numbers", message -> {
                ledger.accept(message);
                if (ledger.handled() == MESSAGES / 2) {
                    hang(STUCK);
                }
            });
            Endpoint client = near.connect(server.uri());
            AtomicLong arrivedNs = new AtomicLong();
            client.subscribe("aside", message -> arrivedNs.set(System.nanoTime()));
            Publication aside = server.publication("aside");
            try (Pump pump = Pump.start(client.publication("numbers"), 64, MESSAGES)) {
                assertThat(stuck.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
                List<Duration> delays = delays(aside, arrivedNs);
                assertThat(freed.getCount()).as("still stuck").isEqualTo(1);
                assertThat(delays.get(delays.size() / 2))
                        .as("in the middle of the lone messages' delays: " + delays)
                        .isLessThan(PROMPT);
                awaitAll(pump);
            }
        }
        assertNoLinkLost();
        assertThat(events.count(Kind.BACK_PRESSURED)).as(events.toString()).isPositive();
    }

    private static List<Duration> delays(Publication aside, AtomicLong arrivedNs) {
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Await.elapsed(STUCK.dividedBy(8));
            arrivedNs.set(0);
            long startNs = System.nanoTime();
            aside.publish("a lone message");
            Await.until(PATIENCE, "the lone message", () -> "nothing", () -> arrivedNs.get() != 0);
            delays.add(Duration.ofNanos(arrivedNs.get() - startNs));
        }
        delays.sort(null);
        return delays;
    }

    /** The same when the handler has asked for its message again before, so that the agent naps between its calls. */
    @Test
    void losesNoLinkWhenStuckInARetry() {
        try (Millrace far = runtime();
                Millrace near = runtime()) {
            Endpoint server = far.listen(ANYWHERE);
            AtomicLong calls = new AtomicLong();
            server.subscribeControlled("numbers", message -> retryThenHang(message, calls.incrementAndGet()));
            try (Pump pump = Pump.start(near.connect(server.uri()).publication("numbers"), 64, MESSAGES)) {
                awaitAll(pump);
            }
        }
        assertNoLinkLost();
    }

    private Action retryThenHang(Message message, long call) throws InterruptedException {
        if (call < RETRIES_BEFORE) {
            return Action.RETRY;
        }
        if (call < RETRIES_BEFORE + 2) {
            hang(STUCK.dividedBy(2));
            return Action.RETRY;
        }
        ledger.accept(message);
        return Action.CONTINUE;
    }

    private Millrace runtime() {
        return Millrace.builder().listener(events).build();
    }

    private void awaitAll(Pump pump) {
        Await.until(
                PATIENCE,
                "all handled",
                () -> ledger + " of " + pump.published() + events,
                () -> ledger.handled() == MESSAGES);
        ledger.assertExactly(MESSAGES);
    }

    private void assertNoLinkLost() {
        assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
        assertThat(events.count(Kind.LINK_UP)).as(events.toString()).isEqualTo(2);
    }
}
