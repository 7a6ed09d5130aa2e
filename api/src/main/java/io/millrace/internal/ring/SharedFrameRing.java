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

    /** Instead of a position: another thread has claimed meanwhile, and now the message would lie differently. */
    private static final long LOST_THE_RACE = -2;

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
        this(capacity, streamId, checksummed, capacity / 2);
    }

    /** As above, for frames of up to {@code maxFrame} bytes. */
    public SharedFrameRing(int capacity, int streamId, boolean checksummed, int maxFrame) {
        this(
                new MultiProducerSequencer(capacity >>> SLOT_SHIFT, new BusySpinWaitStrategy()),
                streamId,
                checksummed,
                maxFrame);
    }

    private SharedFrameRing(MultiProducerSequencer sequencer, int streamId, boolean checksummed, int maxFrame) {
        super(sequencer, streamId, checksummed, maxFrame);
        this.multi = sequencer;
        this.largeSlots = Math.max(2, sequencer.getBufferSize() / LARGE_CLAIM_SHARE);
    }

    @Override
    public long tryClaim(int alignedLength) {
        while (true) {
            long position = claimSlots(slots(alignedLength));
            int room = capacity - offset(position);
            if (alignedLength <= room || position == NO_ROOM) {
                return position;
            }
            // The claim straddles the end of the buffer: two PADs, and once more.
            abort(position, alignedLength);
        }
    }

    @Override
    public long tryClaimFragments(int payloadLength) {
        // What it takes depends on where it begins, which other threads decide: a guess, and then certainty.
        long position = tryClaimFragments(payloadLength, spanAt(head(), payloadLength));
        return position != LOST_THE_RACE
                ? position
                : tryClaimFragments(payloadLength, FragmentLayout.widest(payloadLength, maxFrame));
    }

    private long tryClaimFragments(int payloadLength, int span) {
        long position = claimSlots(slots(span));
        if (position == NO_ROOM) {
            return NO_ROOM;
        }
        int needed = spanAt(position, payloadLength);
        if (needed > span) {
            abort(position, span);
            return LOST_THE_RACE;
        }
        if (needed < span) {
            abort(position + needed, span - needed);
        }
        return position;
    }

    private long claimSlots(int slots) {
        // The sequencer looks for room itself: without a reservation there is no need to look before.
        int reserved = reservedSlots;
        if (reserved != 0 && !hasRoomBeside(slots, reserved)) {
            return NO_ROOM;
        }
        try {
            return (multi.tryNext(slots) - slots + 1) << SLOT_SHIFT;
        } catch (InsufficientCapacityException full) {
            return refused(slots);
        }
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

    /** The first frame last: a consumer that sees its flag sees those of the others, and all that was written. */
    @Override
    public void publishAll(long position, int span) {
        long end = position + span;
        for (long at = endOf(position); at < end; at = endOf(at)) {
            multi.publish(at >>> SLOT_SHIFT);
        }
        multi.publish(position >>> SLOT_SHIFT);
    }

    @Override
    public boolean isPublished(long position) {
        return position < head() && multi.isAvailable(position >>> SLOT_SHIFT);
    }

    @Override
    public long published(long from, int atLeastBytes) {
        long at = from;
        long enough = from + atLeastBytes;
        while (at < enough && multi.isAvailable(at >>> SLOT_SHIFT)) {
            at = endOf(at);
        }
        return at;
    }

    /** Of a frame only the first slot is published. */
    @Override
    public boolean isFrameStart(long position) {
        return isPublished(position);
    }

    @Override
    public boolean scan(long from, long limit, int maxBytes, FrameRun run) {
        run.begin(from);
        int start = offset(from);
        int offset = start;
        int stop = start + Math.min(maxBytes, capacity - start);
        int messages = 0;
        long left = limit - from;
        long slot = from >>> SLOT_SHIFT;
        while (offset < stop && left > 0 && multi.isAvailable(slot)) {
            long word = buffer.getLong(offset);
            if ((word & PAD_MASK) == 0) {
                run.set(from + (offset - start), offset - start, messages);
                return endWithPad(run.end(), limit, run);
            }
            int aligned = FrameDescriptor.align((int) word);
            if (aligned > left || (offset + aligned > stop && offset > start)) {
                break;
            }
            offset += aligned;
            left -= aligned;
            slot += slots(aligned);
            messages += (int) (word >>> END_SHIFT) & 1;
        }
        run.set(from + (offset - start), offset - start, messages);
        return offset > start;
    }
}
