// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.SingleProducerSequencer;

/**
 * A {@link FrameRing} for one producing thread at a time. The cursor stands at the last slot of the last published
 * frame, so everything before it is readable.
 */
public final class ExclusiveFrameRing extends FrameRing {

    private final SingleProducerSequencer single;
    private long next;

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
        int slots = slots(alignedLength);
        if (!claimSlots(slots)) {
            return NO_ROOM;
        }
        next = position + alignedLength;
        return position;
    }

    @Override
    public long tryClaimFragments(int payloadLength) {
        long position = next;
        int span = spanAt(position, payloadLength);
        if (!claimSlots(slots(span))) {
            return NO_ROOM;
        }
        next = position + span;
        return position;
    }

    /** Not {@code next}, which asserts that one and the same thread produces for ever: threads may take turns here. */
    private boolean claimSlots(int slots) {
        if (!single.hasAvailableCapacity(slots)) {
            return false;
        }
        try {
            single.tryNext(slots);
            return true;
        } catch (InsufficientCapacityException gateWentBack) {
            throw new IllegalStateException("the gate of a ring went back", gateWentBack);
        }
    }

    private boolean padToEnd(long position, int room) {
        int slots = slots(room);
        if (!claimSlots(slots)) {
            return false;
        }
        writePad(position, room);
        next = position + room;
        single.publish((next >>> SLOT_SHIFT) - 1);
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
