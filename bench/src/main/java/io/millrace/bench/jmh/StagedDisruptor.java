// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import io.millrace.bench.payload.PaddedSum;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Three handlers of a Disruptor over preallocated events of four longs. */
public abstract class StagedDisruptor {
    private static final int RING_EVENTS = 64 * 1024;

    private final boolean fused;
    private final Disruptor<Event> disruptor = new Disruptor<>(
            Event::new, RING_EVENTS, DaemonThreadFactory.INSTANCE, ProducerType.SINGLE, new YieldingWaitStrategy());
    private final SpinThenYield wait = new SpinThenYield();
    private @Nullable RingBuffer<Event> ring;
    private volatile long consumed;
    private long published;

    StagedDisruptor(boolean fused) {
        this.fused = fused;
    }

    @Setup
    public void start() {
        Summing first = new Summing();
        Summing second = new Summing();
        Summing third = new Summing();
        EventHandler<Event> last = (event, sequence, endOfBatch) -> {
            third.onEvent(event, sequence, endOfBatch);
            if (endOfBatch) {
                consumed = sequence + 1;
            }
        };
        if (fused) {
            disruptor.handleEventsWith((event, sequence, endOfBatch) -> {
                first.onEvent(event, sequence, endOfBatch);
                second.onEvent(event, sequence, endOfBatch);
                last.onEvent(event, sequence, endOfBatch);
            });
        } else {
            disruptor.handleEventsWith(first).then(second).then(last);
        }
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

    private static final class Summing implements EventHandler<Event> {
        private final PaddedSum sum = new PaddedSum();

        @Override
        public void onEvent(Event event, long sequence, boolean endOfBatch) {
            sum.add(event.first + event.second + event.third + event.fourth);
        }

        @Override
        public String toString() {
            return sum.toString();
        }
    }

    /** A thread each. */
    @State(Scope.Benchmark)
    public static class Threaded extends StagedDisruptor {
        /** Made by JMH. */
        public Threaded() {
            super(false);
        }
    }

    /** One thread. */
    @State(Scope.Benchmark)
    public static class Fused extends StagedDisruptor {
        /** Made by JMH. */
        public Fused() {
            super(true);
        }
    }
}
