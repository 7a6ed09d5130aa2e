// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the frames of one stream up, in order, and knows how far it is: fragments are put together first, and what became
 * of the attempts at the present message is kept here. One thread: the I/O agent's or, if the subscription has a ring of
 * its own, that ring's consumer.
 */
final class Delivery {

    /** A wait that is longer needs no quick looks: the agent's ticks are enough. */
    private static final long LONG_WAIT_NS = 500_000_000;

    /** Until others may have put their messages together. */
    private static final long NO_ROOM_PAUSE_NS = 10_000_000;

    private final MessageView view;
    private final Assembly assembly;
    private long processed;
    private long assembledTo;

    private @Nullable Unsettled unsettled;
    private int attempts;
    private @Nullable Throwable undeliverable;
    private long delayNs;
    private boolean waiting;
    private boolean waitingLong;
    private long retryAtNs;

    /** For messages that come whole. */
    Delivery(MessageView view, long largestMessage, long position) {
        this(view, largestMessage, position, AssemblyMemory.UNLIMITED);
    }

    Delivery(MessageView view, long largestMessage, long position, AssemblyMemory memory) {
        this.view = view;
        this.assembly = new Assembly(view.stream(), largestMessage, memory);
        this.processed = position;
    }

    MessageView view() {
        return view;
    }

    /** Memory that is kept to put messages together, in bytes. */
    long heldBytes() {
        return assembly.bytes().capacity();
    }

    /** Everything before it has been handled. */
    long processed() {
        return processed;
    }

    /** Everything before it has been handled, and where messages are handed on, done with there. */
    long settledTo() {
        Unsettled later = unsettled;
        return later == null ? processed : later.upTo(processed);
    }

    /** True if messages are done with later than their handler. */
    boolean isSettledLater() {
        return unsettled != null;
    }

    /** Whose messages these are from now on. */
    void settleBy(@Nullable Subscriber subscriber) {
        Settlement settlement = subscriber == null ? null : subscriber.settlement();
        if (settlement == null) {
            unsettled = null;
        } else if (unsettled == null) {
            unsettled = new Unsettled(settlement, processed);
        }
    }

    /** Everything before it has been handled, or copied to where it takes no room of the window. */
    long copied() {
        return assembly.isEmpty() ? processed : assembledTo;
    }

    /** True if a message has been put together, and its handler wants it again. */
    boolean isStuck() {
        return assembly.isComplete();
    }

    /** True if nothing of the next message is here. */
    boolean isBetweenMessages() {
        return assembly.isEmpty();
    }

    /**
     * Hands up a message of one frame for the first time.
     *
     * @return false if it must be handed up again, by {@link #messageAgain}
     */
    boolean message(Subscriber subscriber, ByteBuffer frames, int offset, int frameLength, int alignedLength) {
        long end = processed + alignedLength;
        if (!subscriber.handle(view.wrap(frames, offset, frameLength), alignedLength, this)) {
            return false;
        }
        processed = end;
        return true;
    }

    /** Hands up a message of one frame that had to wait, or has been handed up before. */
    boolean messageAgain(Subscriber subscriber, ByteBuffer frames, int offset, int frameLength, int alignedLength) {
        long end = processed + alignedLength;
        if (!subscriber.handleAgain(view.wrap(frames, offset, frameLength), alignedLength, this)) {
            return false;
        }
        processed = end;
        return true;
    }

    /**
     * Takes a fragment, and hands the message up if it is the last one.
     *
     * @return false if the message must be handed up again, by {@link #again}; the fragment is done with in any case
     */
    boolean fragment(Subscriber subscriber, ByteBuffer frames, int offset, int frameLength, int alignedLength) {
        boolean begins = assembly.isEmpty();
        assembly.add(frames, offset, frameLength);
        assembledTo = (begins ? processed : assembledTo) + alignedLength;
        return !assembly.isComplete() || again(subscriber);
    }

    /** Hands up the message that has been put together; false if it must be handed up again. */
    boolean again(Subscriber subscriber) {
        long end = assembledTo;
        MessageView message = view.wrap(assembly.bytes(), 0, assembly.length());
        if (!subscriber.handleAgain(message, (int) (end - processed), this)) {
            return false;
        }
        assembly.clear();
        processed = end;
        return true;
    }

    /**
     * Makes room for a fragment.
     *
     * @return false if it must wait, because other messages take what the endpoint has for that; then {@link #mayRetry} says when
     * @throws io.millrace.error.ResourceException if the process has none
     */
    boolean reserve(int frameLength) {
        boolean reserved = assembly.reserve(frameLength);
        if (!reserved) {
            retryAfter(NO_ROOM_PAUSE_NS);
        }
        return reserved;
    }

    /** Steps over a PAD, which may lie between fragments. */
    void pad(long span) {
        if (assembly.isEmpty()) {
            processed += span;
        } else {
            assembledTo += span;
        }
    }

    /** What comes before {@code to} will not come; a message that has begun is discarded. */
    void skipTo(long to) {
        assembly.clear();
        processed = to;
    }

    /** The handler has gone: the next one gets the message from its beginning, out of the publisher's ring. */
    void abandon() {
        assembly.reset();
        settled();
    }

    /** The stream is over. */
    void end() {
        assembly.end();
    }

    // ---- attempts at the present message ----

    /** How often its handler has failed on the present message. */
    int attempts() {
        return attempts;
    }

    /** The handler has failed on it once more; returns how often now. */
    int countFailure() {
        return ++attempts;
    }

    /** It shall be handed up again after a while. */
    void retryAfter(long retryDelayNs) {
        delayNs = retryDelayNs;
    }

    /** What its handler threw last, if there is no attempt left and the dead-letter handler is to take it; else null. */
    @Nullable Throwable undeliverable() {
        return undeliverable;
    }

    /** From here on it is only offered to the dead-letter handler. */
    void undeliverable(Throwable cause) {
        undeliverable = cause;
    }

    /** The present message is done with. */
    void settled() {
        attempts = 0;
        undeliverable = null;
        delayNs = 0;
        waiting = false;
        waitingLong = false;
    }

    /** True if the present message may be handed up again now. */
    boolean mayRetry(long nowNs) {
        if (delayNs > 0) {
            // A session has no clock while it walks frames: the wait begins at the first look that has one.
            retryAtNs = nowNs + delayNs;
            delayNs = 0;
            waiting = true;
        }
        long leftNs = waiting ? retryAtNs - nowNs : 0;
        waitingLong = leftNs > LONG_WAIT_NS;
        waiting = leftNs > 0;
        return !waiting;
    }

    /** True if the next attempt is so far off that nobody need look for it often. */
    boolean isWaitingLong() {
        return waitingLong;
    }
}
