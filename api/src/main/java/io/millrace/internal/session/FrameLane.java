// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One stream's way from the I/O agent's thread to the thread of its subscription: a ring of frames with one producer and
 * one consumer, and no lock. Frames lie where their positions say, so there are no positions of its own: the credit keeps
 * the peer from sending what would overwrite a frame that was not copied out, and is given from what the consumer has
 * done, never from what was merely copied here. Behind the ring's end lies room for one frame, so none need be split.
 *
 * <p>The producer's half is {@link #put}, {@link #pad} and {@link #skipTo}; the consumer's {@link #work}; the positions may
 * be read on any thread.
 */
final class FrameLane {

    private static final VarHandle HEAD;
    private static final VarHandle PROCESSED;
    private static final VarHandle COPIED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(FrameLane.class, "head", long.class);
            PROCESSED = lookup.findVarHandle(FrameLane.class, "processed", long.class);
            COPIED = lookup.findVarHandle(FrameLane.class, "copied", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long NO_MEMORY_PAUSE_NS = 1_000_000_000;

    /** What will not come. */
    private record Gap(long from, long to) {}

    private final int capacity;
    private final int maxFrame;
    private final int urgent;
    private final Delivery delivery;
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();

    /** Made by the producer at the first frame, and seen by the consumer since it precedes {@code head}. */
    private ByteBuffer ring = ByteBuffer.allocate(0);

    /** The producer's: everything before it is here. */
    private volatile long head;

    /** The consumer's: everything before it was handled. */
    private volatile long processed;

    /** The consumer's: everything before it was handled, or copied out of the ring; never less than processed. */
    private volatile long copied;

    /** The consumer's own: the next frame to take. */
    private long next;

    /** The consumer's own: what the I/O agent was last woken for. */
    private long toldFrom;

    /** The producer's own: what the consumer was last woken for. */
    private long signalled;

    private volatile boolean closed;

    /**
     * Begins where {@code delivery} stands; that belongs to the consumer from here on.
     *
     * @param window the most that the peer may have under way
     * @param maxFrame the longest frame that {@link #put} is given
     */
    FrameLane(Delivery delivery, int window, int maxFrame) {
        this.delivery = delivery;
        this.capacity = Integer.highestOneBit(Math.max(window, FrameDescriptor.ALIGNMENT) - 1) << 1;
        this.maxFrame = maxFrame;
        this.urgent = window >> 1;
        this.next = delivery.processed();
        this.toldFrom = next;
        this.head = next;
        this.signalled = next;
        this.processed = next;
        this.copied = next;
    }

    // ---- the producer: the I/O agent ----

    /**
     * Copies a frame in, which the credit has room for.
     *
     * @throws ResourceException if there is no memory for the ring; nothing has changed then
     */
    void put(ByteBuffer frames, int offset, int alignedLength, long position) {
        ring().put(indexOf(position), frames, offset, alignedLength);
        HEAD.setRelease(this, position + alignedLength);
    }

    /** Copies the header of a PAD in. */
    void pad(ByteBuffer frames, int offset, long position, long span) {
        ring().put(indexOf(position), frames, offset, FrameDescriptor.HEADER_LENGTH);
        HEAD.setRelease(this, position + span);
    }

    /** What is between the two positions will not come. It needs no room: a gap may be told when there is none. */
    void skipTo(long from, long to) {
        gaps.add(new Gap(from, to));
        HEAD.setRelease(this, to);
    }

    /** True once for all that was put in since it was last asked: the consumer is to be woken. */
    boolean takeNews() {
        boolean news = head != signalled;
        signalled = head;
        return news;
    }

    /** Memory that the ring takes in bytes. */
    long heldBytes() {
        return ring.capacity();
    }

    private ByteBuffer ring() {
        if (ring.capacity() == 0) {
            try {
                ring = ByteBuffer.allocateDirect(capacity + maxFrame).order(ByteOrder.LITTLE_ENDIAN);
            } catch (OutOfMemoryError e) {
                throw new ResourceException(
                        ErrorCode.OUT_OF_MEMORY,
                        "no direct memory of " + (capacity + maxFrame) + " bytes for a subscription's own ring",
                        "raise -XX:MaxDirectMemorySize, or lower ownRing",
                        e);
            }
        }
        return ring;
    }

    private int indexOf(long position) {
        return (int) position & (capacity - 1);
    }

    // ---- any thread ----

    /** Everything before it was handled. */
    long processed() {
        return processed;
    }

    /** Everything before it takes no room here. */
    long copied() {
        return copied;
    }

    /** True if the consumer has taken everything. */
    boolean isEmpty() {
        return copied == head;
    }

    /** Nothing more is handed up; what is here is not processed. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    // ---- the consumer ----

    /** How far the handing up is. */
    Delivery delivery() {
        return delivery;
    }

    /** True if something could be taken now; false positives while its handler wants it later. */
    boolean hasWork() {
        return !closed && (delivery.isStuck() || next < head);
    }

    /**
     * Hands up what is here, at most {@code maxFrames}, and says after each frame how far it is.
     *
     * @param wakeAgent run when so much was done that the peer should hear of it now
     * @return how many frames were done with
     */
    int work(Subscriber subscriber, long nowNs, int maxFrames, Runnable wakeAgent) {
        if (!hasWork() || !delivery.mayRetry(nowNs)) {
            return 0;
        }
        int done = 0;
        try {
            if (delivery.isStuck()) {
                if (!delivery.again(subscriber)) {
                    return 0;
                }
                publish(wakeAgent);
                done++;
            }
            long end = head;
            while (next < end && done < maxFrames && !closed && !subscriber.isClosed() && !delivery.isStuck()) {
                if (!take(subscriber)) {
                    break;
                }
                publish(wakeAgent);
                done++;
            }
        } catch (ResourceException e) {
            subscriber.postponed(delivery.processed(), e);
            delivery.retryAfter(NO_MEMORY_PAUSE_NS);
        }
        return done;
    }

    private void publish(Runnable wakeAgent) {
        PROCESSED.setRelease(this, delivery.processed());
        long free = delivery.copied();
        COPIED.setRelease(this, free);
        if (free - toldFrom >= urgent) {
            toldFrom = free;
            wakeAgent.run();
        }
    }

    private boolean take(Subscriber subscriber) {
        Gap gap = gaps.peek();
        if (gap != null && gap.from() == next) {
            gaps.remove();
            delivery.skipTo(gap.to());
            next = gap.to();
            return true;
        }
        ByteBuffer frames = ring;
        int index = indexOf(next);
        if (FrameFlyweight.kind(frames, index) == FrameDescriptor.KIND_PAD) {
            long span = FrameFlyweight.padSpan(frames, index);
            delivery.pad(span);
            next += span;
            return true;
        }
        int frameLength = FrameFlyweight.frameLength(frames, index);
        int alignedLength = FrameDescriptor.align(frameLength);
        if (FragmentRules.isWhole(FrameFlyweight.flags(frames, index))) {
            if (!delivery.messageAgain(subscriber, frames, index, frameLength, alignedLength)) {
                return false;
            }
        } else {
            if (!delivery.reserve(frameLength)) {
                return false;
            }
            delivery.fragment(subscriber, frames, index, frameLength, alignedLength);
        }
        next += alignedLength;
        return true;
    }
}
