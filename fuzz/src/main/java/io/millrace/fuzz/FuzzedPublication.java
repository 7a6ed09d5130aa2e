// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.PublishedStream;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;

/** A publication of sixteen messages, which a session reads and does not change. */
final class FuzzedPublication implements PublishedStream {

    static final FuzzedPublication SHARED = new FuzzedPublication();
    static final int STREAM_ID = 7;
    static final long EPOCH = 0xE90C;

    private static final int RING = 1 << 15;
    private static final int MESSAGES = 16;
    private static final int FRAME = 64;

    private final FrameRing ring = new ExclusiveFrameRing(RING, STREAM_ID, false);

    private FuzzedPublication() {
        for (int i = 0; i < MESSAGES; i++) {
            long position = ring.tryClaim(FRAME);
            FrameFlyweight.writeDataHeader(ring.buffer(), ring.offset(position), FRAME, STREAM_ID, 0, position, i);
            ring.publish(position, FRAME);
        }
    }

    @Override
    public String name() {
        return "out";
    }

    @Override
    public int streamId() {
        return STREAM_ID;
    }

    @Override
    public long epoch() {
        return EPOCH;
    }

    @Override
    public FrameRing ring() {
        return ring;
    }

    @Override
    public long publishedEnd() {
        return (long) MESSAGES * FRAME;
    }

    @Override
    public long oldestHeld() {
        return 0;
    }

    @Override
    public int frameSize() {
        return RING / 16;
    }

    @Override
    public int window() {
        return RING / 4;
    }

    @Override
    public long largestMessage() {
        return RING / 16 - FrameDescriptor.HEADER_LENGTH;
    }

    @Override
    public boolean checksummed() {
        return false;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public SlowConsumerPolicy slowConsumer() {
        return SlowConsumerPolicy.BLOCK;
    }

    @Override
    public boolean isClosing() {
        return false;
    }

    @Override
    public long messagesBefore(long position) {
        return position / FRAME;
    }

    @Override
    public void sessionsChanged() {
        // Nobody is told.
    }
}
