// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;

/** The ring and its one consumer. */
final class DisruptorReceiver implements Receiver {
    private static final int RING_EVENTS = 64 * 1024;
    private static final int RING_MAX_BYTES = 64 * 1024 * 1024;

    private final Disruptor<PayloadEvent> disruptor;
    private final PayloadVerifier verifier;

    DisruptorReceiver(RunSettings settings, PayloadVerifier verifier) {
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
        disruptor.handleEventsWith(
                (event, sequence, endOfBatch) -> verifier.accept(event.length(), event.word(), event.sum()));
        disruptor.start();
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
