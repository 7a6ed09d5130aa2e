// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What endpoints and runtimes leave behind: nothing. */
final class LeakTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CYCLES = 100;
    private static final int WARM_UP = 10;
    private static final File DESCRIPTORS = new File("/proc/self/fd");

    private final AtomicLong arrived = new AtomicLong();

    /** Threads, descriptors and direct buffers of this JVM. */
    private record Holdings(int threads, int descriptors, Memory memory) {
        static Holdings now() {
            String[] open = DESCRIPTORS.list();
            return new Holdings(Thread.activeCount(), open == null ? -1 : open.length, Memory.now());
        }

        boolean isNoMoreThan(Holdings other) {
            return threads <= other.threads
                    && descriptors <= other.descriptors
                    && memory.directBuffers() <= other.memory.directBuffers();
        }
    }

    @Test
    void endpointsLeaveNothing() {
        Assumptions.assumeTrue(DESCRIPTORS.isDirectory(), "no /proc/self/fd here");
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            assertNothingLeft(CYCLES, () -> exchange(far, near));
        }
    }

    @Test
    void runtimesLeaveNothing() {
        Assumptions.assumeTrue(DESCRIPTORS.isDirectory(), "no /proc/self/fd here");
        assertNothingLeft(CYCLES / 5, () -> {
            try (Millrace far = Millrace.create();
                    Millrace near = Millrace.create()) {
                exchange(far, near);
            }
        });
    }

    private static void assertNothingLeft(int cycles, Runnable cycle) {
        for (int i = 0; i < WARM_UP; i++) {
            cycle.run();
        }
        Await.elapsed(Duration.ofMillis(300));
        Holdings before = Holdings.now();
        for (int i = 0; i < cycles; i++) {
            cycle.run();
        }
        Await.until(PATIENCE, "no more than " + before, Holdings::now, () -> Holdings.now()
                .isNoMoreThan(before));
    }

    /** Two endpoints, a stream each way, a message each way. */
    private void exchange(Millrace far, Millrace near) {
        arrived.set(0);
        try (Endpoint server = far.listen("tcp://127.0.0.1:0?ring=64k&window=16k")) {
            server.subscribe("there", message -> arrived.incrementAndGet());
            try (Endpoint client = near.connect(server.uri())) {
                client.subscribe("back", message -> arrived.incrementAndGet());
                client.publication("there").publish("hello");
                server.publication("back").publish("hello");
                Await.until(PATIENCE, "both", arrived::get, () -> arrived.get() == 2);
            }
        }
        assertThat(arrived.get()).isEqualTo(2);
    }
}
