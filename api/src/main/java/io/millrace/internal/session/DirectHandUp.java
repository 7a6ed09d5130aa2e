// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ResourceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Hands a stream's messages up on the I/O agent's thread, where they lie in the buffer that they were received in; what
 * cannot be handed up yet waits in {@link ParkedFrames}. I/O agent's thread.
 */
final class DirectHandUp {

    private final Delivery delivery;
    private final ParkedFrames parked;

    DirectHandUp(Delivery delivery, int window) {
        this.delivery = delivery;
        this.parked = new ParkedFrames(window + 2 * FrameDescriptor.HEADER_LENGTH);
    }

    /** How far it is. */
    Delivery delivery() {
        return delivery;
    }

    /** Memory that is kept in bytes. */
    long heldBytes() {
        return (long) parked.buffer().capacity() + delivery.heldBytes();
    }

    /** True if something waits to be handed up. */
    boolean isWaiting() {
        return !parked.isEmpty() || delivery.isStuck();
    }

    /** True if something waits, and not for a time that is far off. */
    boolean isRetriedSoon() {
        return isWaiting() && !delivery.isWaitingLong();
    }

    /** True if nothing waits, and nothing of the next message is here. */
    boolean isIdle() {
        return parked.isEmpty() && delivery.isBetweenMessages();
    }

    /**
     * Hands a message of one frame up, which nothing waits before.
     *
     * @return false if it must be handed up again: unless the handler has left meanwhile, {@link #keepFirst} it
     */
    boolean message(Subscriber present, ByteBuffer frames, int offset, int frameLength, int alignedLength) {
        return delivery.message(present, frames, offset, frameLength, alignedLength);
    }

    /** Makes room for a fragment, which nothing waits before; false if it must be kept until there is some. */
    boolean reserve(int frameLength) {
        return delivery.reserve(frameLength);
    }

    /** Takes such a fragment. */
    void fragment(Subscriber present, ByteBuffer frames, int offset, int frameLength, int alignedLength) {
        delivery.fragment(present, frames, offset, frameLength, alignedLength);
    }

    /** Steps over a PAD, or keeps it where it is in the order. */
    void pad(ByteBuffer frames, int offset, long span, boolean hold) {
        if (hold || isWaiting()) {
            keep(frames, offset, FrameDescriptor.HEADER_LENGTH);
        } else {
            delivery.pad(span);
        }
    }

    /** Steps over a gap; behind messages that wait the gap itself is kept. */
    void skipTo(long to, boolean hold) {
        if (hold || isWaiting()) {
            ByteBuffer gap = ByteBuffer.allocate(FrameDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            FrameFlyweight.kind(gap, 0, FrameDescriptor.KIND_GAP);
            FrameFlyweight.correlationId(gap, 0, to);
            keep(gap, 0, FrameDescriptor.HEADER_LENGTH);
        } else {
            delivery.skipTo(to);
        }
    }

    /** Keeps a frame behind the others. */
    void keep(ByteBuffer frames, int offset, int alignedLength) {
        parked.add(frames, offset, alignedLength);
    }

    /**
     * Keeps a message before the others, which its handler let come and then refused it.
     *
     * @throws ResourceException if it cannot be kept; the others have been dropped then
     */
    void keepFirst(ByteBuffer frames, int offset, int alignedLength) {
        try {
            parked.addFirst(frames, offset, alignedLength);
        } catch (ResourceException e) {
            parked.clear();
            throw e;
        }
    }

    /** The handler has gone: nothing that waits is for the next one, who gets it from the publisher. */
    void abandon() {
        parked.clear();
        delivery.abandon();
    }

    /**
     * Hands up what waits, until something is refused or must wait for longer.
     *
     * @return how many messages were done with
     */
    int retry(Subscriber present, long nowNs) {
        if (present.isClosed() || !delivery.mayRetry(nowNs)) {
            return 0;
        }
        int done = 0;
        if (delivery.isStuck()) {
            if (!delivery.again(present)) {
                return 0;
            }
            done++;
        }
        while (!parked.isEmpty() && !delivery.isStuck() && !present.isClosed()) {
            int length = take(present);
            if (length == 0 || parked.isEmpty()) {
                // Refused, or the handler has left and nothing is kept any more.
                break;
            }
            parked.removeHead(length);
            done++;
        }
        return done;
    }

    /** Takes the oldest frame that waits; returns the bytes that it took there, or 0 if it must wait on. */
    private int take(Subscriber present) {
        ByteBuffer frames = parked.buffer();
        int offset = parked.headOffset();
        int kind = FrameFlyweight.kind(frames, offset);
        if (kind == FrameDescriptor.KIND_PAD) {
            delivery.pad(FrameFlyweight.padSpan(frames, offset));
            return FrameDescriptor.HEADER_LENGTH;
        }
        if (kind == FrameDescriptor.KIND_GAP) {
            delivery.skipTo(FrameFlyweight.correlationId(frames, offset));
            return FrameDescriptor.HEADER_LENGTH;
        }
        int frameLength = FrameFlyweight.frameLength(frames, offset);
        int alignedLength = FrameDescriptor.align(frameLength);
        if (!FragmentRules.isWhole(FrameFlyweight.flags(frames, offset))) {
            if (!delivery.reserve(frameLength)) {
                return 0;
            }
            delivery.fragment(present, frames, offset, frameLength, alignedLength);
            return alignedLength;
        }
        parked.lend(true);
        boolean handled = delivery.messageAgain(present, frames, offset, frameLength, alignedLength);
        parked.lend(false);
        return handled ? alignedLength : 0;
    }
}
