// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is going on: it must cost next to nothing, and end at once. Default settings. */
final class IdleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void costsNextToNothing() throws Exception {
        double mostOfACore = Pace.LONG ? 0.02 : 0.06;
        Duration idle = Pace.of(Duration.ofSeconds(3), Duration.ofSeconds(10));
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            server.publication("quiet").publish("allocates the ring");
            try (PeerProcess peer = PeerProcess.subscriber("dial", server.uri().toString(), folder.resolve("1"), 0)) {
                Await.until(PATIENCE, "a session", server::toString, () -> server.sessions() == 1);
                Await.elapsed(SETTLING);
                Duration hereBefore = engineTime();
                Duration thereBefore = peer.cpuTime();
                Await.elapsed(idle);
                assertThat(share(engineTime().minus(hereBefore), idle))
                        .as("here")
                        .isLessThan(mostOfACore);
                assertThat(share(peer.cpuTime().minus(thereBefore), idle))
                        .as("there")
                        .isLessThan(mostOfACore);
            }
        }
    }

    private static double share(Duration used, Duration of) {
        return (double) used.toNanos() / of.toNanos();
    }

    /** CPU time of the engines' threads in this JVM. */
    private static Duration engineTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long timeNs = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("millrace-")) {
                timeNs += Math.max(0, threads.getThreadCpuTime(id));
            }
        }
        return Duration.ofNanos(timeNs);
    }

    @Test
    @Timeout(120)
    void wakesWithinAMillisecond() {
        Duration bar = Duration.ofMillis(1);
        int tries = Pace.LONG ? 1 : 6;
        Duration silence = Pace.of(Duration.ofMillis(300), Duration.ofSeconds(60));
        AtomicLong arrivedNs = new AtomicLong();
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe("rare", message -> arrivedNs.set(System.nanoTime()));
            Publication rare = near.connect(server.uri()).publication("rare");
            for (int i = 0; i < 200; i++) {
                delay(rare, arrivedNs);
            }
            long best = Long.MAX_VALUE;
            for (int i = 0; i < tries; i++) {
                Await.elapsed(silence);
                best = Math.min(best, delay(rare, arrivedNs));
            }
            System.out.printf("first message after %d ms of silence: %d us%n", silence.toMillis(), best / 1_000);
            assertThat(Duration.ofNanos(best)).isLessThan(bar);
        }
    }

    private static long delay(Publication rare, AtomicLong arrivedNs) {
        arrivedNs.set(0);
        long startNs = System.nanoTime();
        rare.publish("one");
        Await.until(PATIENCE, "the message", () -> "nothing", () -> arrivedNs.get() != 0);
        return arrivedNs.get() - startNs;
    }
}
