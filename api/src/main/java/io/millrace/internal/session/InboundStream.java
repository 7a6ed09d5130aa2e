// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

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
    private final MessageView view;
    private final ParkedFrames parked;

    private int streamId;
    private @Nullable Subscriber subscriber;
    private long received;
    private long processed;
    private long toldProcessed = -1;
    private long newsSinceNs;
    private boolean hasNews;
    private boolean statusAsked;
    private long closedAt = -1;
    private boolean ended;
    private boolean endTold;
    private boolean joined;
    private boolean left;
    private boolean plain;

    InboundStream(Open open, int window) {
        this.name = open.name();
        this.epoch = open.epoch();
        this.window = window;
        this.checksummed = open.checksum() != 0;
        this.redeliveredBelow = open.redeliveredBelow();
        this.received = open.joinPosition();
        this.processed = open.joinPosition();
        this.view = new MessageView(open.name(), open.redeliveredBelow());
        this.parked = new ParkedFrames(window + 2 * FrameDescriptor.HEADER_LENGTH);
        this.plain = !checksummed;
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
        return processed;
    }

    long limit() {
        return processed + window;
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
        return position == received && alignedLength <= window && plain && parked.isEmpty() && isSubscribed();
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
        plain = false;
        subscriber = null;
        parked.clear();
    }

    @Nullable Subscriber subscriber() {
        return subscriber;
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }

    /** The peer announced it, on a new link or anew. */
    void opened(int newStreamId, @Nullable Subscriber present) {
        streamId = newStreamId;
        subscriber = present;
        toldProcessed = -1;
        statusAsked = present != null;
        joined |= present != null;
        if (left && present != null) {
            left = false;
            plain = !checksummed;
            received = processed;
        }
    }

    /**
     * Takes the message at the expected position.
     *
     * @param hold keep it, as the handler of another message is still at work
     */
    void message(ByteBuffer frames, int offset, int frameLength, int alignedLength, boolean hold) {
        long end = received + alignedLength;
        received = end;
        Subscriber present = subscriber;
        if (hold || !parked.isEmpty() || present == null) {
            parked.add(frames, offset, alignedLength);
        } else if (present.handle(view.wrap(frames, offset, frameLength), alignedLength)) {
            // Not up to what was received: the handler may have looked ahead.
            processed = end;
        } else if (!left) {
            parked.addFirst(frames, offset, alignedLength);
        }
    }

    /**
     * Takes the PAD at the expected position.
     *
     * @param hold a message before it is still being handled
     */
    void pad(ByteBuffer frames, int offset, long span, boolean hold) {
        received += span;
        if (parked.isEmpty() && !hold) {
            processed = received;
        } else {
            parked.add(frames, offset, FrameDescriptor.HEADER_LENGTH);
        }
    }

    /**
     * Hands parked messages up until one is refused.
     *
     * @return how many were done with
     */
    int retry() {
        int done = 0;
        Subscriber present = subscriber;
        while (!parked.isEmpty() && present != null && !present.isClosed()) {
            ByteBuffer frames = parked.buffer();
            int offset = parked.headOffset();
            if (FrameFlyweight.kind(frames, offset) == FrameDescriptor.KIND_PAD) {
                parked.removeHead(FrameDescriptor.HEADER_LENGTH);
                processed += FrameFlyweight.padSpan(frames, offset);
                continue;
            }
            int frameLength = FrameFlyweight.frameLength(frames, offset);
            int alignedLength = FrameDescriptor.align(frameLength);
            boolean handled = present.handle(view.wrap(frames, offset, frameLength), alignedLength);
            if (handled) {
                processed += alignedLength;
                done++;
            }
            if (left || !handled) {
                break;
            }
            parked.removeHead(alignedLength);
        }
        return done;
    }

    /**
     * The publisher no longer holds what comes before {@code to}. What was received before the gap is still handed up:
     * behind parked messages the gap itself is parked, as a PAD of its length.
     *
     * @param hold a message before it is still being handled
     */
    void skipTo(long to, boolean hold) {
        if (parked.isEmpty() && !hold) {
            processed = to;
        } else {
            ByteBuffer gap = ByteBuffer.allocate(FrameDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            FrameFlyweight.writePad(gap, 0, streamId, received, Math.toIntExact(to - received));
            parked.add(gap, 0, FrameDescriptor.HEADER_LENGTH);
        }
        received = to;
        statusAsked = true;
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
        if (closedAt < 0 || endTold || processed < closedAt) {
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
        return statusAsked || processed - toldProcessed >= window >> 2;
    }

    /** True if the peer ought to hear now: urgent, or less but waiting for long enough. */
    boolean isStatusDue(long nowNs, long acknowledgeAfterNs) {
        if (isStatusUrgent()) {
            return true;
        }
        if (processed == toldProcessed) {
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
        return toldProcessed >= 0 && processed > toldProcessed;
    }

    /** A STATUS has been queued. */
    void statusTold() {
        toldProcessed = processed;
        statusAsked = false;
        hasNews = false;
    }
}
