// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A Disruptor as its authors write it: preallocated events of four longs, one producer, one consumer. */
@State(Scope.Benchmark)
public class PlainDisruptor {
    private static final int RING_EVENTS = 64 * 1024;

    private final Disruptor<Event> disruptor = new Disruptor<>(
            Event::new, RING_EVENTS, DaemonThreadFactory.INSTANCE, ProducerType.SINGLE, new YieldingWaitStrategy());
    private final SpinThenYield wait = new SpinThenYield();
    private @Nullable RingBuffer<Event> ring;
    private volatile long consumed;
    private long published;
    private long sum;

    @Setup
    public void start() {
        disruptor.handleEventsWith((event, sequence, endOfBatch) -> {
            sum += event.first + event.second + event.third + event.fourth;
            if (endOfBatch) {
                consumed = sequence + 1;
            }
        });
        ring = disruptor.start();
    }

    @TearDown
    public void stop() {
        disruptor.halt();
    }

    long move(int messages) {
        RingBuffer<Event> events = java.util.Objects.requireNonNull(ring);
        for (int i = 0; i < messages; i++) {
            long slot = events.next();
            Event event = events.get(slot);
            event.first = i;
            event.second = i;
            event.third = i;
            event.fourth = i;
            events.publish(slot);
        }
        published += messages;
        wait.reset();
        while (consumed != published) {
            wait.idle();
        }
        return published;
    }

    private static final class Event {
        private long first;
        private long second;
        private long third;
        private long fourth;
    }
}
