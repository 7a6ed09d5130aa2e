// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 32 bytes from one thread to another: claimed, written in place, committed and read, through a frame ring and through
 * a plain Disruptor's preallocated events. Producer and consumer spin a hundred times, then yield, as
 * {@code YieldingWaitStrategy} does. An invocation ends when its last message has been read.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(10)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameRingBenchmark {
    /** So many that the hand-over at an invocation's end does not count. */
    static final int MESSAGES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long plainDisruptor(PlainDisruptor disruptor) {
        return disruptor.move(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long exclusiveFrameRing(FramePipe.Exclusive pipe) {
        return pipe.move(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long sharedFrameRing(FramePipe.Shared pipe) {
        return pipe.move(MESSAGES);
    }
}
