// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SingleProducerSequencer;

/**
 * A {@link FrameRing} for one producing thread at a time. The cursor stands at the last slot of the last published
 * frame, so everything before it is readable.
 */
public final class ExclusiveFrameRing extends FrameRing {

    private final SingleProducerSequencer single;
    private long next;

    /** Claims that end at or before it have room, as the gate's last look tells. */
    private long roomEnd;

    /** Makes a ring of {@code capacity} bytes, a power of two, whose PADs name a stream and carry checksums if it does. */
    public ExclusiveFrameRing(int capacity, int streamId, boolean checksummed) {
        this(capacity, streamId, checksummed, capacity / 2);
    }

    /** As above, for frames of up to {@code maxFrame} bytes. */
    public ExclusiveFrameRing(int capacity, int streamId, boolean checksummed, int maxFrame) {
        this(
                new SingleProducerSequencer(capacity >>> SLOT_SHIFT, new BusySpinWaitStrategy()),
                streamId,
                checksummed,
                maxFrame);
    }

    private ExclusiveFrameRing(SingleProducerSequencer sequencer, int streamId, boolean checksummed, int maxFrame) {
        super(sequencer, streamId, checksummed, maxFrame);
        this.single = sequencer;
    }

    /**
     * {@inheritDoc}
     *
     * <p>One claim may be open at a time: a refused {@code tryNext} of a single-producer sequencer would publish what
     * was claimed before. The caller sees to that; here capacity is asked for before the sequencer is touched.
     */
    @Override
    public long tryClaim(int alignedLength) {
        long position = next;
        int room = capacity - offset(position);
        if (alignedLength > room) {
            if (!padToEnd(position, room)) {
                return NO_ROOM;
            }
            position = next;
        }
        return claimBytes(position, alignedLength) ? position : NO_ROOM;
    }

    @Override
    public long tryClaimFragments(int payloadLength) {
        long position = next;
        return claimBytes(position, spanAt(position, payloadLength)) ? position : NO_ROOM;
    }

    /**
     * Not {@code tryNext}, which asks for the capacity once more, nor {@code next}, which asserts that one and the same
     * thread produces for ever: threads may take turns here. The sequencer is told where the claim ends; what it would
     * look up for each claim, where the slowest consumer stands, is looked up when the room known so far is used up.
     */
    private boolean claimBytes(long position, int span) {
        long end = position + span;
        if (end > roomEnd) {
            roomEnd = released() + capacity;
            if (end > roomEnd) {
                return false;
            }
        }
        single.claim((end >>> SLOT_SHIFT) - 1);
        next = end;
        return true;
    }

    private boolean padToEnd(long position, int room) {
        if (!claimBytes(position, room)) {
            return false;
        }
        writePad(position, room);
        publish(position, room);
        return true;
    }

    @Override
    public void publish(long position, int alignedLength) {
        single.publish(((position + alignedLength) >>> SLOT_SHIFT) - 1);
    }

    @Override
    public void publishAll(long position, int span) {
        publish(position, span);
    }

    @Override
    public boolean isPublished(long position) {
        return position < head();
    }

    @Override
    public boolean isFrameStart(long position) {
        return looksLikeFrameAt(position);
    }

    @Override
    public long published(long from, int atLeastBytes) {
        return head();
    }

    @Override
    public boolean scan(long from, long limit, int maxBytes, FrameRun run) {
        return scanTo(Math.min(head(), limit), from, limit, maxBytes, run);
    }
}
