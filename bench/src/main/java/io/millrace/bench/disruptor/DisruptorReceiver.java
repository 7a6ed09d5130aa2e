// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import io.millrace.bench.payload.PaddedSum;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;

/** The ring and its consumer, or its stages. */
final class DisruptorReceiver implements Receiver {
    private static final int RING_EVENTS = 64 * 1024;
    private static final int RING_MAX_BYTES = 64 * 1024 * 1024;

    private final Disruptor<PayloadEvent> disruptor;
    private final PayloadVerifier verifier;

    DisruptorReceiver(RunSettings settings, PayloadVerifier verifier, boolean fused) {
        this.verifier = verifier;
        int maxBytes = settings.sizes().maxBytes();
        int events = Math.min(RING_EVENTS, Integer.highestOneBit(RING_MAX_BYTES / maxBytes));
        ProducerType producers = settings.scenario().producers() == 1 ? ProducerType.SINGLE : ProducerType.MULTI;
        disruptor = new Disruptor<>(
                () -> new PayloadEvent(maxBytes),
                events,
                DaemonThreadFactory.INSTANCE,
                producers,
                new YieldingWaitStrategy());
        handle(settings.scenario(), fused);
        disruptor.start();
    }

    private void handle(Scenario scenario, boolean fused) {
        Summing first = new Summing();
        Summing second = new Summing();
        if (!scenario.isPipeline()) {
            disruptor.handleEventsWith(this::verify);
        } else if (fused) {
            disruptor.handleEventsWith((event, sequence, endOfBatch) -> {
                first.onEvent(event, sequence, endOfBatch);
                second.onEvent(event, sequence, endOfBatch);
                verify(event, sequence, endOfBatch);
            });
        } else if (scenario == Scenario.DIAMOND) {
            disruptor.handleEventsWith(first, second).then(this::verify);
        } else {
            disruptor.handleEventsWith(first).then(second).then(this::verify);
        }
    }

    private void verify(PayloadEvent event, long sequence, boolean endOfBatch) {
        verifier.accept(event.length(), event.word(), event.sum());
    }

    private static final class Summing implements EventHandler<PayloadEvent> {
        private final PaddedSum sum = new PaddedSum();

        @Override
        public void onEvent(PayloadEvent event, long sequence, boolean endOfBatch) {
            sum.add(event.sum());
        }

        @Override
        public String toString() {
            return sum.toString();
        }
    }

    Disruptor<PayloadEvent> disruptor() {
        return disruptor;
    }

    long received() {
        return verifier.received();
    }

    @Override
    public String address() {
        return "inside";
    }

    @Override
    public void close() {
        disruptor.halt();
    }
}
