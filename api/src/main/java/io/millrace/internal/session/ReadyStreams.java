// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which of many streams have something to send, so that nobody has to ask them all: a bit for each. Publishing threads
 * set it, whoever sends takes the bits. Everything but {@link #mark} and {@link #any} is guarded by the transmitter's lock.
 *
 * <p><b>The race.</b> A publisher stores its frame, fences, and looks whether its stream is marked already; the sender
 * takes the bit, clears the mark, fences, and looks for frames. One of the two sees the other. A publisher that finds the
 * mark set may leave: whoever set it has yet to set the bit, and looks after that whether somebody is there to send.
 */
final class ReadyStreams {

    /** A stream's number is at most 65 535, and so there are no more of them. */
    private static final int WORDS = 1024;

    private static final VarHandle BITS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final Comparator<OutboundStream> BY_PRIORITY =
            Comparator.comparingInt(stream -> -stream.stream().priority());

    private final long[] bits = new long[WORDS];
    private final BitSet used = new BitSet();
    private @Nullable OutboundStream[] slots = new OutboundStream[64];
    private OutboundStream[] taken = new OutboundStream[16];
    private volatile int words = 1;
    private int start;
    private boolean mixed;

    void add(OutboundStream stream) {
        int slot = used.nextClearBit(0);
        used.set(slot);
        if (slot >= slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
        }
        slots[slot] = stream;
        stream.slot(slot);
        mixed |= stream.stream().priority() != 0;
        words = (used.length() + 63) >>> 6;
        again(stream);
    }

    void remove(OutboundStream stream) {
        if (slots[stream.slot()] == stream) {
            slots[stream.slot()] = null;
            used.clear(stream.slot());
        }
    }

    /** A stream may have something to send. Any thread, after a fence behind the frame. */
    void mark(OutboundStream stream) {
        if (stream.mark()) {
            set(stream.slot());
        }
    }

    /** A stream has more to send. */
    void again(OutboundStream stream) {
        stream.mark();
        set(stream.slot());
    }

    private void set(int slot) {
        BITS.getAndBitwiseOr(bits, slot >>> 6, 1L << slot);
    }

    /** True if some stream may have something to send. Any thread. */
    boolean any() {
        for (int i = words - 1; i >= 0; i--) {
            if ((long) BITS.getVolatile(bits, i) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes the streams that are marked, those of higher priority first, the others round and round.
     *
     * @return how many; see {@link #get}
     */
    int take() {
        int count = 0;
        int length = words;
        int first = start < length ? start : 0;
        for (int i = 0; i < length; i++) {
            int index = first + i < length ? first + i : first + i - length;
            if (bits[index] != 0) {
                count = take(index, (long) BITS.getAndSet(bits, index, 0L), count);
            }
        }
        for (int i = 0; i < count; i++) {
            taken[i].unmark();
        }
        VarHandle.fullFence();
        if (mixed && count > 1) {
            Arrays.sort(taken, 0, count, BY_PRIORITY);
        }
        return count;
    }

    private int take(int index, long word, int before) {
        int count = before;
        for (long left = word; left != 0; left &= left - 1) {
            int slot = (index << 6) + Long.numberOfTrailingZeros(left);
            OutboundStream stream = slot < slots.length ? slots[slot] : null;
            if (stream != null) {
                taken = count == taken.length ? Arrays.copyOf(taken, count * 2) : taken;
                taken[count++] = stream;
            }
        }
        return count;
    }

    OutboundStream get(int index) {
        return taken[index];
    }

    /** The link took no more of this one: others of its priority come first the next time. */
    void startBehind(OutboundStream stream) {
        start = (stream.slot() >>> 6) + 1;
    }
}
