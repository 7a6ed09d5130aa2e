// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.Sequencer;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Wire frames back to back in one direct buffer of 2<sup>n</sup> slots of 32 bytes, ordered by a Disruptor
 * {@link Sequencer} whose sequences count slots. A producer claims the slots of a whole frame, writes header and payload
 * in place and publishes; a consumer walks frame by frame from a position of its own. A <em>position</em> is a byte
 * offset since the ring was made: a slot's sequence times 32. A frame never straddles the buffer's end: PADs fill it.
 *
 * <p>What is at or above the gate is never overwritten. The gate is moved by the engine, to what every subscriber has
 * acknowledged; it never goes back. The engine owns the ring; there is nothing to close, the buffer is freed with it.
 */
public abstract sealed class FrameRing permits ExclusiveFrameRing, SharedFrameRing, FrameView {

    /** Result of {@link #tryClaim}: there is no room until the gate moves. */
    public static final long NO_ROOM = -1;

    static final int SLOT_SHIFT = 5;

    private static final int CACHE_LINE = 64;

    /** For PADs, which are rare; a claim has a checksum of its own. */
    private static final ThreadLocal<FrameChecksum> CHECKSUMS = ThreadLocal.withInitial(FrameChecksum::new);

    final Sequencer sequencer;
    final ByteBuffer buffer;
    final int capacity;
    final int mask;

    /** Frames are no longer than this, and PADs cover no more. */
    final int maxFrame;

    final int streamId;
    private final boolean checksummed;
    final Sequence gate = new Sequence(Sequencer.INITIAL_CURSOR_VALUE);

    FrameRing(Sequencer sequencer, int streamId, boolean checksummed, int maxFrame) {
        this.sequencer = sequencer;
        this.streamId = streamId;
        this.checksummed = checksummed;
        this.maxFrame = maxFrame;
        this.capacity = sequencer.getBufferSize() << SLOT_SHIFT;
        this.mask = capacity - 1;
        this.buffer = allocate(capacity);
        sequencer.addGatingSequences(gate);
    }

    /** Begins at a cache line: malloc's large blocks do not, and then each small frame would lie in two. */
    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity + CACHE_LINE)
                .alignedSlice(CACHE_LINE)
                .slice(0, capacity)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The same frames as another ring's, with a gate of its own, which both must pass. Before that ring's first claim. */
    FrameRing(FrameRing frames) {
        this.sequencer = frames.sequencer;
        this.streamId = frames.streamId;
        this.checksummed = frames.checksummed;
        this.maxFrame = frames.maxFrame;
        this.capacity = frames.capacity;
        this.mask = frames.mask;
        this.buffer = frames.buffer;
        sequencer.addGatingSequences(gate);
    }

    /**
     * Hands the gate to the ring's consumers: what all of them, and all views, are done with may be overwritten. Before the
     * first claim; {@link #gate(long)} is not to be used from here on.
     *
     * @param consumers each at the last slot that it is done with
     */
    public final void gateBy(Sequence... consumers) {
        sequencer.removeGatingSequence(gate);
        sequencer.addGatingSequences(consumers);
    }

    /** The end of what every consumer and every view is done with. Any thread. */
    public final long released() {
        return (sequencer.getMinimumSequence() + 1) << SLOT_SHIFT;
    }

    /** The sequence of a consumer that is done with everything before a position. */
    public static long doneUpTo(long position) {
        return (position >>> SLOT_SHIFT) - 1;
    }

    /** The position that a consumer's sequence stands for. */
    public static long positionAfter(long sequence) {
        return (sequence + 1) << SLOT_SHIFT;
    }

    /**
     * The end of published frames behind a position, without a hole: all of them, or at least {@code atLeastBytes}.
     *
     * @param from a frame's start
     */
    public abstract long published(long from, int atLeastBytes);

    /** Makes a published frame disappear for those who come later: a PAD of the same span. Its one reader's thread. */
    public final void drop(long position) {
        writePad(position, (int) (endOf(position) - position));
    }

    /**
     * Claims room for a frame.
     *
     * @param alignedLength a multiple of 32, at most half the capacity
     * @return the frame's position, or {@link #NO_ROOM}
     */
    public abstract long tryClaim(int alignedLength);

    /**
     * Claims room for a message that is larger than a frame, all of it: as much as {@link FragmentLayout#span} says for
     * where it begins. The buffer's end is a boundary between fragments, so nothing is left unused before it.
     *
     * @param payloadLength at most {@link FragmentLayout#largestPayload} of half the capacity
     * @return the first fragment's position, or {@link #NO_ROOM}
     */
    public abstract long tryClaimFragments(int payloadLength);

    /**
     * Makes the frames of one claim visible to consumers, all at once: who sees the first sees the rest.
     *
     * @param position of the first
     * @param span of them all; every header is written
     */
    public abstract void publishAll(long position, int span);

    /** Makes a claimed frame, whose header is written, visible to consumers. */
    public abstract void publish(long position, int alignedLength);

    /** The end of what has been claimed and, on an exclusive ring, published. */
    public long head() {
        return (sequencer.getCursor() + 1) << SLOT_SHIFT;
    }

    /** True if the frame that begins at the position has been published. */
    public abstract boolean isPublished(long position);

    /**
     * Whether a frame begins at a position: one that is held and below what was published as its reader knows, but which
     * may be anything else, since a peer has named it. Without a walk.
     */
    public abstract boolean isFrameStart(long position);

    /** The first frame's end at or above a position, as far as frames are published: less if one before is not. Walks. */
    public final long walkTo(long position) {
        long at = gate();
        while (at < position && isPublished(at)) {
            at = endOf(at);
        }
        return at;
    }

    /**
     * Finds the run of published frames that begins at a position and can be written in one go: contiguous in memory,
     * whole, ending at or before {@code limit}, and not after a PAD, whose body must not travel.
     *
     * @param from a frame's start
     * @param limit no frame that ends above it is taken
     * @param maxBytes size after which the run ends; exceeded only by a single frame that is longer
     * @param run receives the result
     * @return true if the run is not empty
     */
    public abstract boolean scan(long from, long limit, int maxBytes, FrameRun run);

    /**
     * Gives a claim up: consumers step over it. Of fragments it makes a chain of PADs, since none covers more than a
     * frame or lies across the buffer's end.
     */
    public final void abort(long position, int span) {
        long end = position + span;
        int pad;
        for (long at = position; at < end; at += pad) {
            pad = (int) Math.min(Math.min(maxFrame, end - at), capacity - offset(at));
            writePad(at, pad);
        }
        publishAll(position, span);
    }

    final void writePad(long position, int span) {
        int offset = offset(position);
        FrameFlyweight.writePad(buffer, offset, streamId, position, span);
        if (checksummed) {
            CHECKSUMS.get().seal(buffer, offset);
        }
    }

    /** The buffer, little-endian; its position and limit are never used. */
    public final ByteBuffer buffer() {
        return buffer;
    }

    /** Size in bytes. */
    public final int capacity() {
        return capacity;
    }

    /** Where a position lies in the buffer. */
    public final int offset(long position) {
        return (int) position & mask;
    }

    /** Everything before this position may be overwritten. */
    public final long gate() {
        return (gate.get() + 1) << SLOT_SHIFT;
    }

    /** Moves the gate, to a frame's start; one thread at a time. */
    public final void gate(long position) {
        gate.set((position >>> SLOT_SHIFT) - 1);
    }

    /** True if the published frame at the position is a PAD. */
    public final boolean isPad(long position) {
        return (buffer.getLong(offset(position)) & PAD_MASK) == 0;
    }

    /** Bytes that the published frame at the position takes on the wire: of a PAD only the header. */
    public final int wireLengthAt(long position) {
        long word = buffer.getLong(offset(position));
        return (word & PAD_MASK) == 0 ? FrameDescriptor.HEADER_LENGTH : FrameDescriptor.align((int) word);
    }

    /** The position after the published frame at the position; after a PAD, its span included. */
    public final long endOf(long position) {
        int offset = offset(position);
        long word = buffer.getLong(offset);
        return position
                + ((word & PAD_MASK) == 0 ? FrameFlyweight.padSpan(buffer, offset) : FrameDescriptor.align((int) word));
    }

    /** True if the published frame at the position is a message, or the last fragment of one. */
    public final boolean endsMessage(long position) {
        long word = buffer.getLong(offset(position));
        return (word & PAD_MASK) != 0 && (word & END_MASK) != 0;
    }

    /** True if the published frame at the position is part of a message that is larger than a frame. */
    public final boolean isFragment(long position) {
        long word = buffer.getLong(offset(position));
        return (word & PAD_MASK) != 0 && (word & WHOLE_MASK) != WHOLE_MASK;
    }

    /** The first fragment that begins at or after a position and is published; if there is none before the end, that. */
    public final long nextFragment(long from, long end) {
        long at = from;
        while (at < end && isPublished(at) && !isFragment(at)) {
            at = endOf(at);
        }
        return at;
    }

    /** Messages that end between two positions, both frame starts that are held. */
    public final long messages(long from, long to) {
        long messages = 0;
        for (long at = from; at < to; at = endOf(at)) {
            messages += endsMessage(at) ? 1 : 0;
        }
        return messages;
    }

    /** The end of what is published without a hole behind a position, which is a frame's start or such an end. */
    public final long publishedFrom(long from) {
        long at = from;
        while (isPublished(at)) {
            at = endOf(at);
        }
        return at;
    }

    /** The first position at or after {@code position} where a message may begin, or {@code from} if it is not known. */
    public final long messageStart(long from, long position) {
        long start = from;
        for (long at = from; start < position && isPublished(at); ) {
            boolean between = endsMessage(at) || (isPad(at) && start == at);
            at = endOf(at);
            start = between ? at : start;
        }
        return start;
    }

    /** {@link #scan} where everything before an end is published. */
    final boolean scanTo(long end, long from, long limit, int maxBytes, FrameRun run) {
        run.begin(from);
        int start = offset(from);
        int offset = start;
        int stop = start + Math.min(maxBytes, capacity - start);
        int messages = 0;
        long left = end - from;
        // The hot loop of sending: one load a frame, of a line that the producer has just written.
        while (offset < stop && left > 0) {
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
            messages += (int) (word >>> END_SHIFT) & 1;
        }
        run.set(from + (offset - start), offset - start, messages);
        return offset > start;
    }

    /** By the header, which names its own position: only bytes of a message that are made to look like one could deceive. */
    final boolean looksLikeFrameAt(long position) {
        int offset = offset(position);
        return FrameFlyweight.position(buffer, offset) == position
                && FrameFlyweight.version(buffer, offset) == FrameDescriptor.VERSION
                && FrameDescriptor.isStreamKind(FrameFlyweight.kind(buffer, offset))
                && FrameFlyweight.streamId(buffer, offset) == streamId;
    }

    /**
     * Ends a run with the PAD at the position, whose header travels but not its body.
     *
     * @return true if the run is not empty: the PAD ends at or before the limit, or frames come before it
     */
    final boolean endWithPad(long position, long limit, FrameRun run) {
        long end = position + FrameFlyweight.padSpan(buffer, offset(position));
        if (end <= limit) {
            run.endWithPad(end);
        }
        return run.wireLength() > 0;
    }

    /** Within a header's first eight bytes, and never on the wire: one who reads beside others has dropped the message. */
    public static final long DROPPED_MASK = 0x04L << (8 * FrameDescriptor.FLAGS_OFFSET);

    /**
     * Marks a published frame as one to be dropped, while others read it. Only the flag's byte is written, and always the
     * same; who comes behind all of them makes a PAD of it.
     */
    public final void markDropped(long position) {
        int at = offset(position) + FrameDescriptor.FLAGS_OFFSET;
        buffer.put(at, (byte) (buffer.get(at) | 0x04));
    }

    /** The kind byte within a header's first eight bytes; PAD is kind 0. */
    public static final long PAD_MASK = 0xFFL << (8 * FrameDescriptor.KIND_OFFSET);

    private static final long END_MASK = (long) FrameDescriptor.FLAG_END << (8 * FrameDescriptor.FLAGS_OFFSET);

    private static final long WHOLE_MASK =
            (long) FrameDescriptor.FLAGS_UNFRAGMENTED << (8 * FrameDescriptor.FLAGS_OFFSET);

    /** The END flag within a header's first eight bytes; no PAD has it. */
    static final int END_SHIFT = 8 * FrameDescriptor.FLAGS_OFFSET + 6;

    /** Bytes that a message larger than a frame takes if it begins at a position. */
    public final int spanAt(long position, int payloadLength) {
        return FragmentLayout.span(payloadLength, maxFrame, capacity - offset(position));
    }

    static int slots(int alignedLength) {
        return alignedLength >>> SLOT_SHIFT;
    }
}
