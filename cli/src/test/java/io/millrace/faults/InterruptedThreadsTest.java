// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Somebody interrupts the engine's threads, as a shutdown hook or a thread pool might: no message and no channel is lost. */
final class InterruptedThreadsTest {
    private static final int INTERRUPTS = 1_000;
    private static final long PAUSE_NS = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(600);

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    @Test
    void loseNothingAndSleepAgain() {
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe(
                    "numbers", SubscriptionOptions.builder().ownRing(1 << 20).build(), ledger::accept);
            Publication numbers =
                    near.connect("tcp://127.0.0.1:" + server.uri().port()).publication("numbers");
            List<Thread> engine;
            try (Pump pump = Pump.start(numbers)) {
                Await.until(PATIENCE, "flowing", ledger::toString, () -> ledger.handled() > 10_000);
                engine = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("millrace-"))
                        .toList();
                assertThat(engine).hasSizeGreaterThanOrEqualTo(3);
                for (int i = 0; i < INTERRUPTS; i++) {
                    engine.forEach(Thread::interrupt);
                    LockSupport.parkNanos(PAUSE_NS);
                }
                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).isTrue();
                ledger.assertExactly(published);
            }
            assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
            assertThat(engine).allMatch(Thread::isAlive);
            engine.forEach(Thread::interrupt);
            Await.elapsed(Duration.ofMillis(50));
            assertThat(cpuNs(engine, QUIET)).isLessThan(QUIET.toNanos() / 3);
        }
    }

    /** What the threads use while nothing is to be done. */
    private static long cpuNs(List<Thread> threads, Duration time) {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long before = threads.stream()
                .mapToLong(thread -> bean.getThreadCpuTime(thread.getId()))
                .sum();
        Await.elapsed(time);
        return threads.stream()
                        .mapToLong(thread -> bean.getThreadCpuTime(thread.getId()))
                        .sum()
                - before;
    }
}
