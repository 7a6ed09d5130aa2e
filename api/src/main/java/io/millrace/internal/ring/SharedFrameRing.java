// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.MultiProducerSequencer;
import io.millrace.spi.frame.FrameDescriptor;

/**
 * A {@link FrameRing} for any number of producing threads. Only a frame's first slot is published: a consumer asks for
 * the first slot of each frame in turn and steps by the frame's length, so the flags of the other slots, which may be
 * left from earlier laps, are never looked at; the flag is compared with the lap for equality, which makes that sound.
 */
public final class SharedFrameRing extends FrameRing {

    /** Claims of at least this share of the ring reserve room when they are refused. */
    private static final int LARGE_CLAIM_SHARE = 64;

    /** Small claims let past a reservation that could have been taken up, before it is dropped. */
    private static final int RESERVATION_PATIENCE = 1024;

    private final MultiProducerSequencer multi;
    private final int largeSlots;

    /**
     * Slots that a refused large claim waits for: small claims leave them free, so that they cannot starve it. A race
     * on it costs a late or an early end of the reservation, never correctness.
     */
    private volatile int reservedSlots;

    private int reservationPassed;

    /** Makes a ring of {@code capacity} bytes, a power of two, whose PADs name a stream and carry checksums if it does. */
    public SharedFrameRing(int capacity, int streamId, boolean checksummed) {
        this(new MultiProducerSequencer(capacity >>> SLOT_SHIFT, new BusySpinWaitStrategy()), streamId, checksummed);
    }

    private SharedFrameRing(MultiProducerSequencer sequencer, int streamId, boolean checksummed) {
        super(sequencer, streamId, checksummed);
        this.multi = sequencer;
        this.largeSlots = Math.max(2, sequencer.getBufferSize() / LARGE_CLAIM_SHARE);
    }

    @Override
    public long tryClaim(int alignedLength) {
        int slots = slots(alignedLength);
        while (true) {
            if (!hasRoom(slots)) {
                return NO_ROOM;
            }
            long first;
            try {
                first = multi.tryNext(slots) - slots + 1;
            } catch (InsufficientCapacityException lostTheRace) {
                return refused(slots);
            }
            long position = first << SLOT_SHIFT;
            int room = capacity - offset(position);
            if (alignedLength <= room) {
                return position;
            }
            // The claim straddles the end of the buffer: two PADs, and once more.
            abort(position, room);
            abort(position + room, alignedLength - room);
        }
    }

    private boolean hasRoom(int slots) {
        int reserved = reservedSlots;
        if (reserved != 0) {
            return hasRoomBeside(slots, reserved);
        }
        if (multi.hasAvailableCapacity(slots)) {
            return true;
        }
        refused(slots);
        return false;
    }

    private boolean hasRoomBeside(int slots, int reserved) {
        if (slots >= reserved) {
            if (multi.hasAvailableCapacity(slots)) {
                reservedSlots = 0;
                return true;
            }
            reservedSlots = slots;
            return false;
        }
        if (!multi.hasAvailableCapacity(slots + reserved)) {
            return false;
        }
        if (++reservationPassed > RESERVATION_PATIENCE) {
            reservationPassed = 0;
            reservedSlots = 0;
        }
        return true;
    }

    private long refused(int slots) {
        if (slots >= largeSlots && slots > reservedSlots) {
            reservationPassed = 0;
            reservedSlots = slots;
        }
        return NO_ROOM;
    }

    @Override
    public void publish(long position, int alignedLength) {
        multi.publish(position >>> SLOT_SHIFT);
    }

    @Override
    public boolean isPublished(long position) {
        return position < head() && multi.isAvailable(position >>> SLOT_SHIFT);
    }

    @Override
    public boolean scan(long from, long limit, int maxBytes, FrameRun run) {
        run.begin(from);
        int start = offset(from);
        int offset = start;
        int stop = start + Math.min(maxBytes, capacity - start);
        int frames = 0;
        long left = limit - from;
        long slot = from >>> SLOT_SHIFT;
        while (offset < stop && left > 0 && multi.isAvailable(slot)) {
            long word = buffer.getLong(offset);
            if ((word & PAD_MASK) == 0) {
                run.set(from + (offset - start), offset - start, frames);
                return endWithPad(run.end(), limit, run);
            }
            int aligned = FrameDescriptor.align((int) word);
            if (aligned > left || (offset + aligned > stop && offset > start)) {
                break;
            }
            offset += aligned;
            left -= aligned;
            slot += slots(aligned);
            frames++;
        }
        run.set(from + (offset - start), offset - start, frames);
        return offset > start;
    }
}
