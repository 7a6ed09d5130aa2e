// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static io.millrace.pipeline.Stage.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.Claim;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is allocated for a message: not by the producer, not by a stage, not for a field, a drop or a message emitted. */
class PipelineAllocationTest {

    private static final int MESSAGES = 300_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"true,3", "false,3", "true,1"})
    void nothingIsAllocatedForAMessage(boolean exclusive, int threads) {
        AnnotationField twice = AnnotationField.ofLong("twice");
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        long[] sum = new long[1];
        try (Millrace millrace = Millrace.create()) {
            PipelineBuilder builder = millrace.pipeline("lean").threads(threads).annotations(twice);
            if (exclusive) {
                builder.exclusive();
            }
            builder.stage(stage("writes", (message, stage) -> stage.putLong(twice, 2 * message.getLong(0)))
                            .writes(twice))
                    .stage("drops", (message, stage) -> {
                        if (message.getLong(0) % 3 == 0) {
                            stage.drop();
                        }
                    })
                    .stage(stage("emits", (message, stage) -> put(stage.output(), stage.getLong(twice)))
                            .emits())
                    .stage("sums", (message, stage) -> sum[0] += message.getLong(0));
            try (Pipeline lean = builder.start()) {
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains("-lean-"))
                        .forEach(seen::add);
                seen.add(Thread.currentThread());
                publish(lean);
                long before = allocated(seen);
                publish(lean);
                assertThat((double) (allocated(seen) - before) / MESSAGES)
                        .as("bytes a message, all %d threads together", seen.size())
                        .isLessThan(1.0);
            }
        }
        long expected = 0;
        for (long i = 0; i < MESSAGES; i++) {
            expected += i % 3 == 0 ? 0 : 2 * i;
        }
        assertThat(sum[0]).isEqualTo(2 * expected);
    }

    private static void publish(Pipeline lean) {
        Publication input = lean.input();
        for (long i = 0; i < MESSAGES; i++) {
            put(input, i);
        }
        assertThat(lean.drain(Duration.ofSeconds(30))).isTrue();
    }

    private static void put(Publication input, long value) {
        while (!claimed(input, value)) {
            Thread.yield();
        }
    }

    private static boolean claimed(Publication input, long value) {
        try (Claim claim = input.claim(Long.BYTES)) {
            if (!claim.isAccepted()) {
                return false;
            }
            claim.buffer().putLong(value);
            claim.commit();
            return true;
        }
    }

    private static long allocated(Set<Thread> threads) {
        long bytes = 0;
        for (Thread thread : threads) {
            bytes += THREADS.getThreadAllocatedBytes(thread.getId());
        }
        return bytes;
    }
}
