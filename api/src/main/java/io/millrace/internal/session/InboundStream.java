// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.Publication;
import io.millrace.error.ResourceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Open;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cursor of one stream of the peer: what was received, what has been processed, what credit was granted. It outlives
 * links, and is good for one epoch of the stream. I/O agent's thread.
 */
final class InboundStream {

    private final String name;
    private final long epoch;
    private final int granted;
    private final boolean checksummed;
    private final int maxFrame;
    private final FragmentRules rules;
    private final DirectHandUp handUp;
    private final Delivery delivery;
    private final StatusNews news = new StatusNews();
    private int streamId;
    private @Nullable Subscriber subscriber;
    /** The way to the subscription's own thread, if it has one; else the I/O agent hands up. */
    private @Nullable FrameLane lane;

    private int window;
    private long received;
    private long closedAt = -1;
    private boolean ended;
    private boolean endTold;
    private boolean joined;
    private boolean left;
    private boolean lively;
    /** A plain message at the expected position may be handed up at once: nothing waits, and nothing is to be checked. */
    private boolean direct;

    InboundStream(Open open, int window, Supplier<Publication> replies, AssemblyMemory memory) {
        this.name = open.name();
        this.epoch = open.epoch();
        this.granted = window;
        this.window = window;
        this.maxFrame = FrameDescriptor.align(open.frameSize());
        this.checksummed = open.checksum() != 0;
        this.received = open.joinPosition();
        this.rules = new FragmentRules(open.name(), open.largestMessage());
        MessageView view = new MessageView(open.name(), open.redeliveredBelow(), replies);
        this.delivery = new Delivery(view, open.largestMessage(), open.joinPosition(), memory);
        this.handUp = new DirectHandUp(delivery, window);
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

    /** The next position that is to come. */
    long received() {
        return received;
    }

    /** Everything before it has been handled. */
    long processed() {
        FrameLane to = lane;
        return to == null ? delivery.settledTo() : to.processed();
    }

    /** Everything before it takes no room of the window any more. */
    private long copied() {
        FrameLane to = lane;
        return to == null ? delivery.copied() : to.copied();
    }

    /** No frame of the peer may end above it: a window beyond what was processed or put together to a message. */
    long limit() {
        return copied() + window;
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
        closeLane();
        left = true;
        direct = false;
        subscriber = null;
        handUp.abandon();
        rules.reset();
    }

    /** The stream is over: what its own ring still holds is not handed up. */
    void closeLane() {
        FrameLane to = lane;
        Subscriber present = subscriber;
        if (to != null) {
            lane = null;
            LaneConsumer consumer = present == null ? null : present.consumer();
            if (consumer != null) {
                consumer.close(to);
            }
        }
    }

    /** It is remembered no longer. */
    void end() {
        closeLane();
        delivery.end();
    }

    @Nullable Subscriber subscriber() {
        return subscriber;
    }

    /** True if something waits to be handed up on the I/O agent's thread. */
    boolean hasParked() {
        return lane == null && handUp.isWaiting();
    }

    /** True if something waits there, and not for a time that is far off. */
    boolean isRetriedSoon() {
        return lane == null && handUp.isRetriedSoon();
    }

    /** The peer announced it, on a new link or anew. */
    void opened(int newStreamId, @Nullable Subscriber present) {
        streamId = newStreamId;
        subscriber = present;
        news.begin(present != null);
        joined |= present != null;
        delivery.settleBy(present);
        if (left && present != null) {
            left = false;
            received = delivery.processed();
        }
        LaneConsumer consumer = present == null ? null : present.consumer();
        if (consumer != null && lane == null && present != null) {
            window = Math.min(granted, present.ringBytes());
            lane = new FrameLane(delivery, window, maxFrame);
            consumer.open(lane);
        } else if (lane == null) {
            window = granted;
        }
        refresh();
    }

    private void refresh() {
        direct = !checksummed && !left && lane == null && handUp.isIdle() && !rules.isInMessage();
    }

    /**
     * Checks that a message or fragment may come at the expected position.
     *
     * @throws io.millrace.error.ProtocolException if a correct publisher would not have sent it
     */
    void check(ByteBuffer frames, int offset, int frameLength) {
        rules.check(frames, offset, frameLength);
        if (lane != null && FrameDescriptor.align(frameLength) > maxFrame) {
            throw Violations.unexpected("frame of " + frameLength + " bytes on stream " + name + ", announced was "
                    + maxFrame + " (frameSize)");
        }
    }

    /**
     * Takes the message, whole in its frame, at the expected position.
     *
     * @param hold keep it, as the handler of another message is still at work
     */
    void message(ByteBuffer frames, int offset, int frameLength, int alignedLength, boolean hold) {
        Subscriber present = subscriber;
        if (hold || present == null || (!direct && mustWait())) {
            keep(frames, offset, alignedLength);
            received += alignedLength;
            return;
        }
        received += alignedLength;
        // Not up to what was received is processed then: the handler may have looked ahead.
        if (!handUp.message(present, frames, offset, frameLength, alignedLength) && !left) {
            keepFirst(frames, offset, alignedLength);
        }
    }

    /** True if what comes now is not for the I/O agent's thread, or is not its turn. */
    private boolean mustWait() {
        return lane != null || handUp.isWaiting();
    }

    private void keep(ByteBuffer frames, int offset, int alignedLength) {
        direct = false;
        FrameLane to = lane;
        if (to != null) {
            to.put(frames, offset, alignedLength, received);
        } else {
            handUp.keep(frames, offset, alignedLength);
        }
    }

    private void keepFirst(ByteBuffer frames, int offset, int alignedLength) {
        direct = false;
        try {
            handUp.keepFirst(frames, offset, alignedLength);
        } catch (ResourceException e) {
            // It cannot be kept here: the link is closed, and the resume has it sent again, with what came behind it.
            rules.reset();
            received = delivery.processed();
            throw e;
        }
    }

    /** Takes the fragment, which was checked, at the expected position; {@code hold} as for a message. */
    void fragment(ByteBuffer frames, int offset, int frameLength, int alignedLength, boolean hold) {
        direct = false;
        Subscriber present = subscriber;
        boolean kept = hold || present == null || mustWait() || !handUp.reserve(frameLength);
        if (kept) {
            keep(frames, offset, alignedLength);
        }
        rules.taken(frames, offset, frameLength);
        received += alignedLength;
        if (!kept && present != null) {
            handUp.fragment(present, frames, offset, frameLength, alignedLength);
            refresh();
        }
    }

    /** Takes the PAD at the expected position; {@code hold} as for a message. */
    void pad(ByteBuffer frames, int offset, long span, boolean hold) {
        FrameLane to = lane;
        if (to != null) {
            to.pad(frames, offset, received, span);
        } else {
            handUp.pad(frames, offset, span, hold);
            refresh();
        }
        received += span;
    }

    /** Hands up what waits, until something must wait for longer; says how many messages were done with. */
    int retry(long nowNs) {
        Subscriber present = subscriber;
        int done = present == null || lane != null ? 0 : handUp.retry(present, nowNs);
        refresh();
        return done;
    }

    /** What was put in the lane is to be handed up. */
    void wakeConsumer() {
        FrameLane to = lane;
        Subscriber present = subscriber;
        if (to != null && present != null && to.takeNews()) {
            LaneConsumer consumer = present.consumer();
            if (consumer != null) {
                consumer.wake();
            }
        }
    }

    /**
     * The publisher no longer holds what comes before {@code to}. What was received before the gap is still handed up.
     *
     * @param hold a message before it is still being handled
     * @return true if a message of which the beginning had come is discarded
     */
    boolean skipTo(long to, boolean hold) {
        FrameLane present = lane;
        if (present != null) {
            present.skipTo(received, to);
        } else {
            handUp.skipTo(to, hold);
        }
        boolean discarded = rules.isInMessage();
        rules.reset();
        received = to;
        news.ask();
        refresh();
        return discarded;
    }

    /** Where the message began of which the next fragment is expected, or else what is expected. */
    long unfinishedFrom() {
        return rules.isInMessage() ? rules.beganAt() : received;
    }

    /** The publisher asks for a STATUS. */
    void askStatus() {
        news.ask();
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
        closeLane();
        ended = true;
        return true;
    }

    long heldBytes() {
        return handUp.heldBytes() + (lane == null ? 0 : lane.heldBytes());
    }

    boolean isEnded() {
        return ended;
    }

    void restLost() {
        ended = true;
    }

    /** Half of the window has been processed since the last STATUS, or one was asked for. */
    boolean isStatusUrgent() {
        return news.isUrgent(delivery.settledTo(), window >> 1);
    }

    /** The same for fragments, which are no progress and yet give room for more. */
    boolean isCreditUrgent() {
        return news.isCreditUrgent(copied(), window >> 1);
    }

    /** True if the peer ought to hear now: urgent, or less but waiting for long enough. */
    boolean isStatusDue(long nowNs, long acknowledgeAfterNs) {
        return isCreditUrgent() || (news.isAny(processed(), copied()) && news.isOld(nowNs, acknowledgeAfterNs));
    }

    /** Its own thread has done something that the peer has not been told. */
    boolean hasLaneNews() {
        return (lane != null || delivery.isSettledLater()) && news.isAny(processed(), copied());
    }

    /** Something was processed since the last STATUS on this link. */
    boolean hasAdvanced() {
        return news.hasAdvanced(processed());
    }

    /** A STATUS with these positions has been queued. */
    void statusTold(long toldProcessed, long toldLimit) {
        news.told(toldProcessed, toldLimit - window);
    }

    /** Nothing waits here, and there is nothing to be said. */
    boolean isAtRest() {
        boolean said = !news.isAny(processed(), copied()) && !isStatusUrgent() && (closedAt < 0 || endTold);
        return !isSubscribed() || (said && processed() == received);
    }

    /** Changes whether it is among the lively ones; true if that is news. */
    boolean becomes(boolean isLively) {
        boolean before = lively;
        lively = isLively;
        return before != isLively;
    }
}
