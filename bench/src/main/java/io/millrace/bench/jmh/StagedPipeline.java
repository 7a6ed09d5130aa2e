// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import static io.millrace.pipeline.Stage.stage;

import io.millrace.Claim;
import io.millrace.IdleMode;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.bench.payload.PaddedSum;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.StageContext;
import io.millrace.pipeline.StageHandler;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Three stages of a pipeline over messages of four longs. What is written for each message lies in no object that another thread
 * reads: a count in this one, beside the input, made the producer wait for its cache line a quarter of its time.
 */
public abstract class StagedPipeline {
    private static final int PAYLOAD_BYTES = 4 * Long.BYTES;
    private static final int FRAME_BYTES = 64;

    private final Millrace millrace = Millrace.create();
    private final SpinThenYield wait = new SpinThenYield();
    private final Publication input;
    private volatile long consumed;
    private long published;

    StagedPipeline(int threads) {
        Pipeline pipeline = millrace.pipeline("jmh")
                .exclusive()
                .threads(threads)
                .idle(IdleMode.YIELD)
                .stage("first", new Summing())
                .stage("second", new Summing())
                .stage(stage("third", new Summing() {
                    @Override
                    public void onMessage(Message message, StageContext stage) {
                        super.onMessage(message, stage);
                        if (stage.endOfBatch()) {
                            consumed = message.position() / FRAME_BYTES + 1;
                        }
                    }
                }))
                .start();
        input = pipeline.input();
    }

    @TearDown
    public void stop() {
        millrace.close();
    }

    long move(int messages) {
        for (int i = 0; i < messages; i++) {
            while (!put(i)) {
                LockSupport.parkNanos(1);
            }
        }
        published += messages;
        wait.reset();
        while (consumed != published) {
            wait.idle();
        }
        return published;
    }

    private boolean put(long value) {
        try (Claim claim = input.claim(PAYLOAD_BYTES)) {
            if (!claim.isAccepted()) {
                return false;
            }
            claim.buffer().putLong(value).putLong(value).putLong(value).putLong(value);
            claim.commit();
            return true;
        }
    }

    private static class Summing implements StageHandler {
        private final PaddedSum sum = new PaddedSum();

        @Override
        public void onMessage(Message message, StageContext stage) {
            sum.add(message.getLong(0) + message.getLong(8) + message.getLong(16) + message.getLong(24));
        }

        @Override
        public String toString() {
            return sum.toString();
        }
    }

    /** A thread each. */
    @State(Scope.Benchmark)
    public static class Threaded extends StagedPipeline {
        /** Made by JMH. */
        public Threaded() {
            super(3);
        }
    }

    /** One thread. */
    @State(Scope.Benchmark)
    public static class Fused extends StagedPipeline {
        /** Made by JMH. */
        public Fused() {
            super(1);
        }
    }
}
