// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import static io.millrace.pipeline.Stage.stage;

import io.millrace.IdleMode;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.bench.payload.PaddedSum;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.WaitMode;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineBuilder;
import io.millrace.pipeline.StageContext;
import io.millrace.pipeline.StageHandler;
import java.nio.ByteBuffer;

/** Three stages that each read every byte; the last one shows the message to the verifier. */
final class MillracePipeline implements Receiver {
    static final int STAGES = 3;

    private final Millrace millrace = Millrace.create();
    private final Pipeline pipeline;

    MillracePipeline(RunSettings settings, PayloadVerifier verifier, int threads) {
        PipelineBuilder builder = millrace.pipeline("bench")
                .threads(threads)
                .idle(settings.waitMode() == WaitMode.YIELD ? IdleMode.YIELD : IdleMode.ADAPTIVE);
        if (settings.scenario().producers() == 1) {
            builder.exclusive();
        }
        if (settings.scenario() == Scenario.DIAMOND) {
            builder.parallel(stage("first", new Summing()), stage("second", new Summing()));
        } else {
            builder.stage("first", new Summing()).stage("second", new Summing());
        }
        pipeline = builder.stage(
                        "third", (message, stage) -> verifier.accept(message.length(), word(message), sum(message)))
                .start();
    }

    Sender sender(RunSettings settings) {
        return new MillraceSender(settings, pipeline.input(), () -> 0, () -> {});
    }

    private static long word(Message message) {
        return message.length() >= Long.BYTES ? message.getLong(0) : 0;
    }

    /** Four longs if it is 32 bytes, as people read what they know the layout of, and as the Disruptor's events have them. */
    private static long sum(Message message) {
        if (message.length() == 4 * Long.BYTES) {
            return message.getLong(0) + message.getLong(8) + message.getLong(16) + message.getLong(24);
        }
        ByteBuffer buffer = message.buffer();
        return Payload.sum(buffer, buffer.position(), message.length());
    }

    @Override
    public String address() {
        return "inside";
    }

    @Override
    public void close() {
        millrace.close();
    }

    static final class Summing implements StageHandler {
        private final PaddedSum sum = new PaddedSum();

        @Override
        public void onMessage(Message message, StageContext stage) {
            sum.add(sum(message));
        }

        @Override
        public String toString() {
            return sum.toString();
        }
    }
}
