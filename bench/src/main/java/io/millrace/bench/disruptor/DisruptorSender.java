// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import com.lmax.disruptor.RingBuffer;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import java.time.Duration;

/** Claims, fills and publishes one event at a time. */
final class DisruptorSender implements Sender {
    private final RingBuffer<PayloadEvent> ring;
    private final DisruptorReceiver receiver;
    private final PayloadSizes sizes;

    DisruptorSender(RunSettings settings, DisruptorReceiver receiver) {
        this.receiver = receiver;
        ring = receiver.disruptor().getRingBuffer();
        sizes = settings.sizes();
    }

    @Override
    public Lane lane(int producer) {
        return (sequence, count) -> publish(producer, sequence, count);
    }

    private int publish(int producer, long sequence, int count) {
        for (long index = sequence; index < sequence + count; index++) {
            long slot = ring.next();
            ring.get(slot).write(sizes.at(index), ProducerWord.of(producer, index));
            ring.publish(slot);
        }
        return count;
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        return CpuWait.until(() -> receiver.received() == published, timeout.toNanos());
    }

    @Override
    public void close() {}
}
