// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.FrameRun;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A frame ring and the thread that reads it; the benchmark's thread writes. */
public abstract class FramePipe {
    private static final int RING_BYTES = 4 * 1024 * 1024;
    private static final int PAYLOAD_BYTES = 32;
    private static final int FRAME_BYTES = FrameDescriptor.HEADER_LENGTH + PAYLOAD_BYTES;
    private static final int RUN_BYTES = 64 * 1024;
    private static final int STREAM = 1;

    private final FrameRing ring;
    private final Thread reader = new Thread(this::read, "ring-reader");
    private final SpinThenYield producerWait = new SpinThenYield();
    private volatile boolean closed;
    private volatile long consumed;
    private long published;
    private long consumedByReader;
    private long sum;

    FramePipe(FrameRing ring) {
        this.ring = ring;
    }

    static int ringBytes() {
        return RING_BYTES;
    }

    @Setup
    public void start() {
        reader.setDaemon(true);
        reader.start();
    }

    @TearDown
    public void stop() throws InterruptedException {
        closed = true;
        reader.join();
    }

    long move(int messages) {
        FrameRing frames = ring;
        ByteBuffer buffer = frames.buffer();
        for (int i = 0; i < messages; i++) {
            long position = frames.tryClaim(FRAME_BYTES);
            while (position == FrameRing.NO_ROOM) {
                producerWait.idle();
                position = frames.tryClaim(FRAME_BYTES);
            }
            producerWait.reset();
            int offset = frames.offset(position);
            FrameFlyweight.writeDataHeader(buffer, offset, FRAME_BYTES, STREAM, 0, position, 0);
            int payload = offset + FrameDescriptor.HEADER_LENGTH;
            buffer.putLong(payload, i);
            buffer.putLong(payload + 8, i);
            buffer.putLong(payload + 16, i);
            buffer.putLong(payload + 24, i);
            frames.publish(position, FRAME_BYTES);
        }
        published += messages;
        while (consumed != published) {
            producerWait.idle();
        }
        return published;
    }

    private void read() {
        FrameRun run = new FrameRun();
        SpinThenYield wait = new SpinThenYield();
        long position = 0;
        while (!closed) {
            if (ring.scan(position, Long.MAX_VALUE, RUN_BYTES, run)) {
                walk(run);
                position = run.end();
                ring.gate(position);
                wait.reset();
            } else {
                wait.idle();
            }
        }
    }

    private void walk(FrameRun run) {
        ByteBuffer buffer = ring.buffer();
        int at = ring.offset(run.from());
        long frames = 0;
        long total = sum;
        for (int end = at + run.messages() * FRAME_BYTES; at < end; frames++) {
            int payload = at + FrameDescriptor.HEADER_LENGTH;
            total += buffer.getLong(payload)
                    + buffer.getLong(payload + 8)
                    + buffer.getLong(payload + 16)
                    + buffer.getLong(payload + 24);
            at += FrameDescriptor.align(FrameFlyweight.frameLength(buffer, at));
        }
        sum = total;
        consumedByReader += frames;
        consumed = consumedByReader;
    }

    /** For one producing thread. */
    @State(Scope.Benchmark)
    public static class Exclusive extends FramePipe {
        /** Made by JMH. */
        public Exclusive() {
            super(new ExclusiveFrameRing(ringBytes(), STREAM, false));
        }
    }

    /** For any number of producing threads. */
    @State(Scope.Benchmark)
    public static class Shared extends FramePipe {
        /** Made by JMH. */
        public Shared() {
            super(new SharedFrameRing(ringBytes(), STREAM, false));
        }
    }
}
