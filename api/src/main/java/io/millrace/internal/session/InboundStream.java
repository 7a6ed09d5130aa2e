// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ResourceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Open;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of one stream of the peer: what was received, what has been processed, what credit was granted. It outlives
 * links, and is good for one epoch of the stream. I/O agent's thread.
 */
final class InboundStream {

    private final String name;
    private final long epoch;
    private final int window;
    private final boolean checksummed;
    private final long redeliveredBelow;
    private final FragmentRules rules;
    private final Delivery delivery;
    private final ParkedFrames parked;

    private int streamId;
    private @Nullable Subscriber subscriber;
    private long received;
    private long toldProcessed = -1;
    private long toldCopied = -1;
    private long newsSinceNs;
    private boolean hasNews;
    private boolean statusAsked;
    private long closedAt = -1;
    private boolean ended;
    private boolean endTold;
    private boolean joined;
    private boolean left;

    /** A plain message at the expected position may be handed up at once: nothing waits, and nothing is to be checked. */
    private boolean direct;

    InboundStream(Open open, int window) {
        this.name = open.name();
        this.epoch = open.epoch();
        this.window = window;
        this.checksummed = open.checksum() != 0;
        this.redeliveredBelow = open.redeliveredBelow();
        this.received = open.joinPosition();
        this.rules = new FragmentRules(open.name(), open.largestMessage());
        MessageView view = new MessageView(open.name(), open.redeliveredBelow());
        this.delivery = new Delivery(view, open.largestMessage(), open.joinPosition());
        this.parked = new ParkedFrames(window + 2 * FrameDescriptor.HEADER_LENGTH);
        this.direct = !checksummed;
    }

    String name() {
        return name;
    }

    long epoch() {
        return epoch;
    }

    int streamId() {
        return streamId;
    }

    boolean isChecksummed() {
        return checksummed;
    }

    long redeliveredBelow() {
        return redeliveredBelow;
    }

    /** The next position that is to come. */
    long received() {
        return received;
    }

    /** Everything before it has been handled. */
    long processed() {
        return delivery.processed();
    }

    /** No frame of the peer may end above it: a window beyond what was processed or put together to a message. */
    long limit() {
        return delivery.copied() + window;
    }

    boolean isSubscribed() {
        Subscriber present = subscriber;
        return present != null && !present.isClosed();
    }

    /**
     * True if the position is the next one and its message may be handed up straight away, with no further check: with
     * nothing parked a whole window is free, and a message that fits into it is within the credit.
     */
    boolean expects(long position, int alignedLength) {
        return position == received && alignedLength <= window && direct && isSubscribed();
    }

    /** True once it has had a handler: the cursor means something. */
    boolean isJoined() {
        return joined;
    }

    /**
     * The handler has gone: what was not processed is forgotten here, the publisher keeps it, and a later handler goes
     * on there. Until then frames of the link that the publisher sent before it knew are dropped.
     */
    void leave() {
        left = true;
        direct = false;
        subscriber = null;
        parked.clear();
        delivery.abandon();
        rules.reset();
    }

    @Nullable Subscriber subscriber() {
        return subscriber;
    }

    /** True if something waits to be handed up. */
    boolean hasParked() {
        return !parked.isEmpty() || delivery.isStuck();
    }

    /** True if something waits, and not for a time that is far off. */
    boolean isRetriedSoon() {
        return hasParked() && !delivery.isWaitingLong();
    }

    /** The peer announced it, on a new link or anew. */
    void opened(int newStreamId, @Nullable Subscriber present) {
        streamId = newStreamId;
        subscriber = present;
        toldProcessed = -1;
        toldCopied = -1;
        statusAsked = present != null;
        joined |= present != null;
        if (left && present != null) {
            left = false;
            received = delivery.processed();
        }
        refresh();
    }

    private void refresh() {
        direct = !checksummed && !left && !hasParked() && delivery.isBetweenMessages() && !rules.isInMessage();
    }

    /**
     * Checks that a message or fragment may come at the expected position.
     *
     * @throws io.millrace.error.ProtocolException if a correct publisher would not have sent it
     */
    void check(ByteBuffer frames, int offset, int frameLength) {
        rules.check(frames, offset, frameLength);
    }

    /**
     * Takes the message, whole in its frame, at the expected position.
     *
     * @param hold keep it, as the handler of another message is still at work
     */
    void message(ByteBuffer frames, int offset, int frameLength, int alignedLength, boolean hold) {
        Subscriber present = subscriber;
        if (hold || present == null || (!direct && hasParked())) {
            keep(frames, offset, alignedLength);
            received += alignedLength;
            return;
        }
        received += alignedLength;
        // Not up to what was received is processed then: the handler may have looked ahead.
        if (!delivery.message(present, frames, offset, frameLength, alignedLength) && !left) {
            keepFirst(frames, offset, alignedLength);
        }
    }

    /** Takes the fragment, which was checked, at the expected position; {@code hold} as for a message. */
    void fragment(ByteBuffer frames, int offset, int frameLength, int alignedLength, boolean hold) {
        Subscriber present = subscriber;
        boolean kept = hold || present == null || hasParked();
        direct = false;
        if (kept) {
            keep(frames, offset, alignedLength);
        } else {
            delivery.reserve(frameLength);
        }
        rules.taken(frames, offset, frameLength);
        received += alignedLength;
        if (!kept && present != null && delivery.fragment(present, frames, offset, frameLength, alignedLength)) {
            refresh();
        }
    }

    /**
     * Takes the PAD at the expected position.
     *
     * @param hold a message before it is still being handled
     */
    void pad(ByteBuffer frames, int offset, long span, boolean hold) {
        if (hold || hasParked()) {
            keep(frames, offset, FrameDescriptor.HEADER_LENGTH);
        } else {
            delivery.pad(span);
        }
        received += span;
    }

    private void keep(ByteBuffer frames, int offset, int alignedLength) {
        direct = false;
        parked.add(frames, offset, alignedLength);
    }

    private void keepFirst(ByteBuffer frames, int offset, int alignedLength) {
        direct = false;
        try {
            parked.addFirst(frames, offset, alignedLength);
        } catch (ResourceException e) {
            // It cannot be kept here: the link is closed, and the resume has it sent again, with what came behind it.
            parked.clear();
            rules.reset();
            received = delivery.processed();
            throw e;
        }
    }

    /**
     * Hands up what waits, until something is refused or must wait for longer.
     *
     * @return how many messages were done with
     */
    int retry(long nowNs) {
        Subscriber present = subscriber;
        if (present == null || present.isClosed() || !delivery.mayRetry(nowNs)) {
            return 0;
        }
        int done = 0;
        if (delivery.isStuck()) {
            if (!delivery.again(present)) {
                return 0;
            }
            done++;
        }
        while (!parked.isEmpty() && !left && !present.isClosed()) {
            int length = takeParked(present);
            if (length == 0 || left) {
                break;
            }
            parked.removeHead(length);
            done++;
            if (delivery.isStuck()) {
                break;
            }
        }
        refresh();
        return done;
    }

    /** Takes the oldest frame that waits; returns the bytes that it took there, or 0 if it must wait on. */
    private int takeParked(Subscriber present) {
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
            delivery.fragment(present, frames, offset, frameLength, alignedLength);
            return alignedLength;
        }
        parked.lend(true);
        boolean handled = delivery.messageAgain(present, frames, offset, frameLength, alignedLength);
        parked.lend(false);
        return handled ? alignedLength : 0;
    }

    /**
     * The publisher no longer holds what comes before {@code to}. What was received before the gap is still handed up:
     * behind parked messages the gap itself is parked.
     *
     * @param hold a message before it is still being handled
     * @return true if a message of which the beginning had come is discarded
     */
    boolean skipTo(long to, boolean hold) {
        if (hold || hasParked()) {
            ByteBuffer gap = ByteBuffer.allocate(FrameDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            FrameFlyweight.kind(gap, 0, FrameDescriptor.KIND_GAP);
            FrameFlyweight.correlationId(gap, 0, to);
            keep(gap, 0, FrameDescriptor.HEADER_LENGTH);
        } else {
            delivery.skipTo(to);
        }
        boolean discarded = rules.isInMessage();
        rules.reset();
        received = to;
        statusAsked = true;
        refresh();
        return discarded;
    }

    /** Where the message began of which the next fragment is expected, or else what is expected. */
    long unfinishedFrom() {
        return rules.isInMessage() ? rules.beganAt() : received;
    }

    /** The publisher asks for a STATUS. */
    void askStatus() {
        statusAsked = true;
    }

    /** The stream ends at this position. Said again on a new link, it is answered again: the answer may be lost. */
    void closeAt(long position) {
        closedAt = position;
        endTold = false;
    }

    /** True when the stream's end has been processed, once for each CLOSE. */
    boolean takeEnded() {
        if (closedAt < 0 || endTold || processed() < closedAt) {
            return false;
        }
        endTold = true;
        ended = true;
        return true;
    }

    boolean isEnded() {
        return ended;
    }

    /** A quarter of the window has been processed since the last STATUS, or one was asked for. */
    boolean isStatusUrgent() {
        return statusAsked || delivery.processed() - toldProcessed >= window >> 2;
    }

    /** The same for fragments, which are no progress and yet give room for more. */
    boolean isCreditUrgent() {
        return statusAsked || delivery.copied() - toldCopied >= window >> 2;
    }

    /** True if the peer ought to hear now: urgent, or less but waiting for long enough. */
    boolean isStatusDue(long nowNs, long acknowledgeAfterNs) {
        if (isCreditUrgent()) {
            return true;
        }
        if (delivery.copied() == toldCopied && delivery.processed() == toldProcessed) {
            return false;
        }
        if (!hasNews) {
            hasNews = true;
            newsSinceNs = nowNs;
        }
        return nowNs - newsSinceNs >= acknowledgeAfterNs;
    }

    /** Something was processed since the last STATUS on this link. */
    boolean hasAdvanced() {
        return toldProcessed >= 0 && delivery.processed() > toldProcessed;
    }

    /** A STATUS has been queued. */
    void statusTold() {
        toldProcessed = delivery.processed();
        toldCopied = delivery.copied();
        statusAsked = false;
        hasNews = false;
    }
}
