// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.AlienProtocol;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.HeaderRules;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The walk over what came: finds the frames, hands messages to their streams straight away and everything else to
 * whoever knows the kind. I/O agent's thread. The bytes are the link's, good until the walk returns.
 */
final class FrameWalk {

    /** Takes the frames that are no stream's, each checked as far as its header goes. */
    interface FrameHandler {
        void onFrame(ByteBuffer frames, int offset, int kind);
    }

    private final SessionPhase phase;
    private final int maxFrameUp;
    private final InboundStreams inbound;
    private final Acknowledger acknowledger;
    private final SessionCounters counters;
    private final FrameHandler greetings;
    private final FrameHandler controls;
    private final FrameChecksum checksum = new FrameChecksum();

    // The region being walked; a handler's look-ahead may move on in it.
    private ByteBuffer region = ByteBuffer.allocate(0);
    private int regionNext;
    private int regionEnd;
    private boolean handling;
    private boolean holding;
    private boolean verified;
    private @Nullable MillraceException brokenAhead;

    FrameWalk(
            SessionPhase phase,
            SessionSettings settings,
            InboundStreams inbound,
            Acknowledger acknowledger,
            SessionCounters counters,
            FrameHandler greetings,
            FrameHandler controls) {
        this.phase = phase;
        this.maxFrameUp = settings.maxFrame();
        this.inbound = inbound;
        this.acknowledger = acknowledger;
        this.counters = counters;
        this.greetings = greetings;
        this.controls = controls;
    }

    /** What came over the last link and was not walked yet is none of the next link's. */
    void unlink() {
        regionEnd = regionNext;
        brokenAhead = null;
    }

    /**
     * Takes the whole frames in a region.
     *
     * @return bytes taken
     */
    int onBytes(ByteBuffer frames, int offset, int length) {
        region = frames;
        regionEnd = offset + length;
        regionNext = offset;
        handling = false;
        walk();
        regionEnd = regionNext;
        return regionNext - offset;
    }

    private void walk() {
        ByteBuffer frames = region;
        int end = regionEnd;
        int at = regionNext;
        InboundStream current = inbound.current();
        int maxFrame = maxFrame();
        while (end - at >= FrameDescriptor.HEADER_LENGTH) {
            long word = frames.getLong(at + FrameDescriptor.LENGTH_OFFSET);
            int frameLength = (int) word;
            if (frameLength < FrameDescriptor.HEADER_LENGTH || frameLength > maxFrame) {
                throw badLength(frames, at, end - at, frameLength, maxFrame);
            }
            int alignedLength = FrameDescriptor.align(frameLength);
            if (alignedLength > end - at) {
                break;
            }
            regionNext = at + alignedLength;
            if (word >>> 32 == FrameDescriptor.DATA_WORD
                    && current != null
                    && FrameFlyweight.streamId(frames, at) == current.streamId()
                    && current.expects(FrameFlyweight.position(frames, at), alignedLength)) {
                handling = true;
                current.message(frames, at, frameLength, alignedLength, holding);
                handling = false;
                if (regionNext != at + alignedLength) {
                    current = lookedAhead(current);
                    at = regionNext;
                    continue;
                }
                if (current.isStatusUrgent()) {
                    acknowledger.tell(current);
                }
            } else {
                onFrame(frames, at, frameLength, alignedLength);
                current = inbound.current();
                maxFrame = maxFrame();
            }
            // The handler may have looked ahead.
            at = regionNext;
        }
        regionNext = at;
        if (phase.isGreeting()) {
            checkTls(frames, at, end - at);
        }
    }

    /** Whoever speaks TLS answers plain text with an alert, which is shorter than any frame of ours, and hangs up. */
    private static void checkTls(ByteBuffer frames, int at, int available) {
        if (available < FrameDescriptor.HEADER_LENGTH && AlienProtocol.isTls(frames, at, available)) {
            MillraceException alien = HelloReader.alien(frames, at, available);
            if (alien != null) {
                throw alien;
            }
        }
    }

    private int maxFrame() {
        return phase.isUp() ? maxFrameUp : FrameDescriptor.MAX_HANDSHAKE_FRAME;
    }

    /** The handler of a message has looked ahead: what it met there may have broken the link, or changed the streams. */
    private @Nullable InboundStream lookedAhead(InboundStream stream) {
        MillraceException broken = brokenAhead;
        if (broken != null) {
            brokenAhead = null;
            throw broken;
        }
        if (inbound.isOpen(stream) && stream.isStatusUrgent()) {
            acknowledger.tell(stream);
        }
        return inbound.current();
    }

    /**
     * For a handler that wants to publish and cannot: takes the control frames behind its message, and keeps the
     * messages among them for later, so that an acknowledgement that is already here can make room.
     */
    void lookAhead() {
        if (handling && !holding) {
            holding = true;
            try {
                walk();
            } catch (MillraceException e) {
                // Not the handler's affair: it is thrown when the handler is done.
                brokenAhead = e;
                regionNext = regionEnd;
            } finally {
                holding = false;
                handling = true;
            }
        }
    }

    /** Hands up what was kept. */
    int retryParked(long nowNs) {
        int done = 0;
        handling = true;
        try {
            List<InboundStream> lively = inbound.lively();
            for (int i = 0; i < lively.size(); i++) {
                InboundStream stream = lively.get(i);
                if (stream.hasParked()) {
                    done += stream.retry(nowNs);
                }
            }
        } finally {
            handling = false;
        }
        return done;
    }

    /** True if the last frame that was no plain message had a checksum, and that was right. */
    boolean isVerified() {
        return verified;
    }

    /** True while one of its handlers runs. */
    boolean isHandling() {
        return handling;
    }

    /** True while messages are kept for later. */
    boolean isHolding() {
        return holding;
    }

    /** Messages that come while {@code held} are kept for later instead of being handed up. */
    void hold(boolean held) {
        holding = held;
    }

    private MillraceException badLength(ByteBuffer frames, int at, int available, int frameLength, int maxFrame) {
        handling = false;
        verified = false;
        if (phase.isGreeting()) {
            MillraceException alien = HelloReader.alien(frames, at, available);
            if (alien != null) {
                return alien;
            }
        }
        counters.protocolError();
        return new ProtocolException(
                ErrorCode.BAD_FRAME_LENGTH,
                "frame length " + frameLength + " is outside " + FrameDescriptor.HEADER_LENGTH + ".." + maxFrame,
                "the peer must not send frames over what this end accepts; see max-frame");
    }

    private void onFrame(ByteBuffer b, int at, int frameLength, int alignedLength) {
        int kind = FrameFlyweight.kind(b, at);
        boolean streamFrame = FrameDescriptor.isStreamKind(kind);
        boolean summed = (FrameFlyweight.flags(b, at) & FrameDescriptor.FLAG_CHECKSUM) != 0;
        boolean greeting = phase.isGreeting();
        if (greeting && FrameFlyweight.position(b, at) != FrameDescriptor.MAGIC) {
            throw HelloReader.notMillrace(b, at, regionEnd - at);
        }
        boolean mustBeSummed = !streamFrame && kind < FrameDescriptor.KIND_SKIPPABLE;
        verified = summed || mustBeSummed;
        if (verified && !checksum.verify(b, at)) {
            throw Violations.badChecksum(kind);
        }
        if (greeting) {
            greetings.onFrame(b, at, kind);
            return;
        }
        try {
            HeaderRules.check(b, at);
            if (kind >= FrameDescriptor.KIND_SKIPPABLE) {
                return;
            }
            if (streamFrame) {
                onStreamFrame(b, at, frameLength, alignedLength, kind, summed);
            } else {
                controls.onFrame(b, at, kind);
            }
        } catch (ProtocolException e) {
            counters.protocolError();
            throw e;
        }
    }

    private void onStreamFrame(ByteBuffer b, int at, int frameLength, int alignedLength, int kind, boolean summed) {
        InboundStream stream = inbound.byId(FrameFlyweight.streamId(b, at));
        if (stream == null) {
            throw Violations.unexpected(FrameDescriptor.kindName(kind) + " of stream " + FrameFlyweight.streamId(b, at)
                    + ", which was not opened");
        }
        if (!inbound.isOpen(stream) || !stream.isSubscribed()) {
            counters.frameDropped();
            return;
        }
        if (stream.isChecksummed() && !summed) {
            throw Violations.badChecksum(kind);
        }
        long position = FrameFlyweight.position(b, at);
        if (position < stream.received()) {
            counters.duplicateDropped();
            return;
        }
        if (position > stream.received()) {
            throw Violations.hole(stream, position);
        }
        inbound.current(stream);
        phase.answered();
        if (kind == FrameDescriptor.KIND_PAD) {
            long span = FrameFlyweight.padSpan(b, at);
            if (position + span > stream.limit()) {
                throw Violations.overCredit(stream, position + span);
            }
            stream.pad(b, at, span, holding);
        } else {
            if ((FrameFlyweight.flags(b, at) & FrameDescriptor.FLAG_HEADERS) != 0) {
                throw Violations.unexpected(
                        FrameDescriptor.kindName(kind) + " with a headers block on stream " + stream.name());
            }
            if (position + alignedLength > stream.limit()) {
                throw Violations.overCredit(stream, position + alignedLength);
            }
            stream.check(b, at, frameLength);
            handling = true;
            if (FragmentRules.isWhole(FrameFlyweight.flags(b, at))) {
                stream.message(b, at, frameLength, alignedLength, holding);
            } else {
                stream.fragment(b, at, frameLength, alignedLength, holding);
            }
            handling = false;
            if (regionNext != at + alignedLength) {
                lookedAhead(stream);
                return;
            }
        }
        if (stream.isCreditUrgent()) {
            acknowledger.tell(stream);
        }
    }
}
