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
 * 32 bytes from one producer through three stages that depend on each other and each read all of it: a pipeline, and the
 * Disruptor's DSL over preallocated events of the same size, with a thread a stage and with all stages on one. Stages
 * yield when there is nothing to do, producers park as the Disruptor's do when the ring is full. An invocation ends when the
 * last stage has seen its last message.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(10)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipelineBenchmark {
    /** So many that the hand-over at an invocation's end does not count. */
    static final int MESSAGES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long disruptorStages(StagedDisruptor.Threaded disruptor) {
        return disruptor.move(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long disruptorFused(StagedDisruptor.Fused disruptor) {
        return disruptor.move(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long pipelineStages(StagedPipeline.Threaded pipeline) {
        return pipeline.move(MESSAGES);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long pipelineFused(StagedPipeline.Fused pipeline) {
        return pipeline.move(MESSAGES);
    }
}
