// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.HeaderRules;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session: a pure state machine that is told of links, bytes and time, and answers through the
 * {@link Transmitter} and the {@link SessionHost}. It has no socket, no thread and no clock. What a correct peer would
 * not have sent is thrown as a typed exception; whoever owns the link closes it and calls {@link #disconnected}.
 *
 * <p>I/O agent's thread only, but for {@link #transmitter()}.
 */
public final class Session implements FrameSink {

    private enum Phase {
        DOWN,
        GREETING,
        UP,
        ENDED
    }

    /** Bytes worth a write of their own while publishers are at it. */
    public static final int BATCH_BYTES = 64 * 1024;

    /** Two looks at a burst are at least so far apart, or the second would take a moment for a pause. */
    private static final long MIN_LOOK_NS = 40_000;

    private static final int MAX_PING_ENTRIES = 64;

    private final SessionId id;
    private final SessionSettings settings;
    private final SessionHost host;
    private final Transmitter transmitter;
    private final ControlQueue control;
    private final InboundStreams inbound;
    private final FrameChecksum checksum = new FrameChecksum();
    private final SessionCounters counters = new SessionCounters();
    private final Burst burst = new Burst();

    private Phase phase = Phase.DOWN;
    private boolean established;
    private String peerIdentity = "";
    private long attempt;
    private long heartbeatNs;
    private long retryAfterNs;
    private long linkSinceNs;
    private long lastReceivedNs;
    private long lastSentNs;
    private long bytesWrittenBefore;
    private boolean quiet;
    private boolean byeSent;
    private boolean byeReceived;
    private long publishedBefore;
    private long writtenBefore;
    private boolean filling;
    private boolean selfPropelled;
    private long lastLookNs;
    private boolean provenOnLink;
    private boolean announcedRestart;

    // The region being walked; a handler's look-ahead may move on in it.
    private ByteBuffer region = ByteBuffer.allocate(0);
    private int regionNext;
    private int regionEnd;
    private boolean handling;
    private boolean holding;
    private @Nullable MillraceException brokenAhead;

    /** Makes a session that has no link yet. */
    public Session(SessionId id, SessionSettings settings, SessionHost host) {
        this.id = id;
        this.settings = settings;
        this.host = host;
        this.transmitter = new Transmitter(host);
        this.control = new ControlQueue(transmitter);
        this.inbound = new InboundStreams();
        this.heartbeatNs = settings.heartbeatNs();
    }

    /** Its name. */
    public SessionId id() {
        return id;
    }

    /** The sending half. Any thread. */
    public Transmitter transmitter() {
        return transmitter;
    }

    /** What it has counted. */
    public SessionCounters counters() {
        return counters;
    }

    /** Who the peer says it is; empty before the first handshake. */
    public String peerIdentity() {
        return peerIdentity;
    }

    /** The newest link's number. */
    public long attempt() {
        return attempt;
    }

    /** True while a link carries the session. */
    public boolean isUp() {
        return phase == Phase.UP;
    }

    /** True once both sides have said goodbye. */
    public boolean isEnded() {
        return phase == Phase.ENDED;
    }

    /** True once a handshake was completed on some link. */
    public boolean isEstablished() {
        return established;
    }

    /** True if a message has been processed on the present link, by the peer or for it: the path works. */
    public boolean isProven() {
        return provenOnLink;
    }

    /** How long the peer, rejecting us, asked us to stay away. */
    public long retryAfterNs() {
        return retryAfterNs;
    }

    // ---- links ----

    /** Dialler: a link is there, say HELLO. */
    public void dialled(FrameLink link, long nowNs) {
        begin(link, nowNs);
        attempt++;
        phase = Phase.GREETING;
        control.handshake(hello(FrameDescriptor.KIND_HELLO, 0, attempt));
        transmitter.trySend();
    }

    /** Listener: a HELLO came over a link and was found good. */
    public void accepted(FrameLink link, Handshake hello, int outcome, long nowNs) {
        begin(link, nowNs);
        attempt = hello.attempt();
        control.handshake(hello(FrameDescriptor.KIND_WELCOME, outcome, attempt));
        up(hello, outcome);
    }

    private void begin(FrameLink link, long nowNs) {
        transmitter.acquire();
        try {
            transmitter.unlink();
            transmitter.link(link);
            for (OutboundStream stream : transmitter.streams()) {
                stream.relink();
            }
        } finally {
            transmitter.release();
        }
        forgetLink();
        linkSinceNs = nowNs;
        lastReceivedNs = nowNs;
        lastSentNs = nowNs;
        retryAfterNs = 0;
        byeSent = false;
        byeReceived = false;
        provenOnLink = false;
        announcedRestart = false;
    }

    private Handshake hello(int kind, int outcome, long attemptNumber) {
        return new Handshake(
                kind,
                FrameDescriptor.VERSION,
                FrameDescriptor.VERSION,
                0,
                id.high(),
                id.low(),
                attemptNumber,
                settings.maxFrame(),
                millis(settings.heartbeatNs()),
                millis(settings.sessionTimeoutNs()),
                outcome,
                settings.identity(),
                List.of());
    }

    private static int millis(long ns) {
        return (int) Math.min(Integer.MAX_VALUE, ns / 1_000_000);
    }

    /** The link is gone, for whatever reason. What was not acknowledged is sent again over the next one. */
    public void disconnected() {
        if (phase != Phase.ENDED) {
            phase = Phase.DOWN;
        }
        transmitter.acquire();
        try {
            transmitter.unlink();
        } finally {
            transmitter.release();
        }
        forgetLink();
    }

    /** What came over the last link and was not walked yet is none of the next link's. */
    private void forgetLink() {
        inbound.unlink();
        regionEnd = regionNext;
        brokenAhead = null;
    }

    private void up(Handshake peer, int outcome) {
        boolean before = established;
        boolean changed = before && !peer.identity().equals(peerIdentity);
        peerIdentity = peer.identity();
        heartbeatNs = Math.min(settings.heartbeatNs(), Math.max(1, peer.heartbeatMs()) * 1_000_000L);
        phase = Phase.UP;
        established = true;
        counters.linkOpened(before);
        if (outcome == Handshake.RESUMED) {
            event(Kind.SESSION_RESUMED, "attempt " + attempt + ", peer " + peerIdentity);
        } else if (before) {
            forgotten();
            event(Kind.SESSION_RESTARTED, "the peer no longer knew this session, peer " + peerIdentity);
        } else if (outcome == Handshake.TAKEN_OVER) {
            event(Kind.SESSION_RESTARTED, "in place of an earlier session of the same identity, peer " + peerIdentity);
        } else {
            event(Kind.SESSION_STARTED, "peer " + peerIdentity);
        }
        if (changed) {
            event(Kind.PEER_CHANGED, "now " + peerIdentity);
        }
        for (OutboundStream stream : transmitter.streams()) {
            control.open(stream);
        }
        control.openEnd();
        transmitter.trySend();
    }

    /** The peer remembers nothing of us: it joins where the acknowledgements ended. */
    private void forgotten() {
        transmitter.acquire();
        try {
            for (OutboundStream stream : transmitter.streams()) {
                stream.restart();
            }
        } finally {
            transmitter.release();
        }
    }

    // ---- streams ----

    /**
     * Attaches a publication.
     *
     * @param joinPosition where a receiver without a cursor begins
     * @param redeliveredBelow what was sent to a predecessor of the peer
     */
    public OutboundStream publish(PublishedStream stream, long joinPosition, long redeliveredBelow) {
        OutboundStream attached = new OutboundStream(stream, joinPosition, redeliveredBelow);
        transmitter.acquire();
        try {
            transmitter.add(attached);
        } finally {
            transmitter.release();
        }
        if (phase == Phase.UP) {
            control.open(attached);
            transmitter.trySend();
        }
        return attached;
    }

    /** Detaches a publication that is over. */
    public void unpublish(OutboundStream stream) {
        transmitter.acquire();
        try {
            transmitter.remove(stream);
        } finally {
            transmitter.release();
        }
    }

    /** The streams that go out. */
    public OutboundStream[] outbound() {
        return transmitter.streams();
    }

    /** A handler was attached to a stream: the peer's publication of that name, if any, may begin. */
    public void subscribed(Subscriber subscriber) {
        InboundStream stream = inbound.named(subscriber.stream());
        if (stream == null || !inbound.isOpen(stream)) {
            return;
        }
        // Nothing is handed up before the OPEN that answers this: what is under way was sent to a predecessor.
        control.status(stream.streamId(), 0, 0, 0, 0);
        transmitter.trySend();
    }

    /** A handler was detached: what it has not processed stays with the publisher. */
    public void unsubscribed(Subscriber subscriber) {
        InboundStream stream = inbound.named(subscriber.stream());
        if (stream == null || stream.subscriber() != subscriber) {
            return;
        }
        if (inbound.isOpen(stream)) {
            tell(stream);
            control.unsubscribe(stream.streamId(), UnsubscribeFrame.LEFT, stream.epoch());
            transmitter.trySend();
        }
        inbound.leave(stream);
    }

    /** A session of the same identity takes over the predecessor's cursors. */
    public void inherit(Session predecessor) {
        inbound.inherit(predecessor.inbound);
        peerIdentity = predecessor.peerIdentity;
    }

    /** I send no more, but go on processing and acknowledging. */
    public void goodbye() {
        if (phase == Phase.UP && !byeSent) {
            byeSent = true;
            control.bye(ByeFrame.END);
            transmitter.trySend();
            endIfBothSaidBye();
        }
    }

    /** Tells the peer, as far as the link still works, that it broke the protocol. */
    public void accuse() {
        if (phase == Phase.UP && !byeSent) {
            control.bye(ByeFrame.PROTOCOL);
            transmitter.trySend();
        }
    }

    /** Tells the peer of an older link, or a replaced session, why it is closed. */
    public void reject(int code, String reason) {
        control.reject(Reject.truncating(code, false, 0, reason));
        transmitter.trySend();
    }

    private void endIfBothSaidBye() {
        if (byeSent && byeReceived) {
            phase = Phase.ENDED;
        }
    }

    // ---- bytes ----

    @Override
    public int onBytes(ByteBuffer frames, int offset, int length) {
        region = frames;
        regionEnd = offset + length;
        regionNext = offset;
        walk();
        regionEnd = regionNext;
        return regionNext - offset;
    }

    private void walk() {
        ByteBuffer frames = region;
        int end = regionEnd;
        int at = regionNext;
        InboundStream current = inbound.current();
        int maxFrame = phase == Phase.UP ? settings.maxFrame() : FrameDescriptor.MAX_HANDSHAKE_FRAME;
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
                    tell(current);
                }
            } else {
                onFrame(frames, at, frameLength, alignedLength);
                current = inbound.current();
                maxFrame = phase == Phase.UP ? settings.maxFrame() : FrameDescriptor.MAX_HANDSHAKE_FRAME;
            }
            // The handler may have looked ahead.
            at = regionNext;
        }
        regionNext = at;
    }

    /** The handler of a message has looked ahead: what it met there may have broken the link, or changed the streams. */
    private @Nullable InboundStream lookedAhead(InboundStream stream) {
        MillraceException broken = brokenAhead;
        if (broken != null) {
            brokenAhead = null;
            throw broken;
        }
        if (inbound.isOpen(stream) && stream.isStatusUrgent()) {
            tell(stream);
        }
        return inbound.current();
    }

    /**
     * For a handler that wants to publish and cannot: takes the control frames behind its message, and keeps the
     * messages among them for later, so that an acknowledgement that is already here can make room.
     */
    public void lookAhead() {
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

    /** True while one of its handlers runs. */
    public boolean isHandling() {
        return handling;
    }

    /** Messages that come while {@code held} are kept for later instead of being handed up. */
    public void hold(boolean held) {
        holding = held;
    }

    private MillraceException badLength(ByteBuffer frames, int at, int available, int frameLength, int maxFrame) {
        handling = false;
        if (phase == Phase.GREETING) {
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
        if (phase == Phase.GREETING && FrameFlyweight.position(b, at) != FrameDescriptor.MAGIC) {
            throw HelloReader.notMillrace(b, at, regionEnd - at);
        }
        boolean mustBeSummed = !streamFrame && kind < FrameDescriptor.KIND_SKIPPABLE;
        if ((summed || mustBeSummed) && !checksum.verify(b, at)) {
            throw badChecksum(kind);
        }
        if (phase == Phase.GREETING) {
            onGreeting(b, at, kind);
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
                onControl(b, at, kind);
            }
        } catch (ProtocolException e) {
            counters.protocolError();
            throw e;
        }
    }

    private static LinkException badChecksum(int kind) {
        return new LinkException(
                ErrorCode.BAD_CHECKSUM,
                "the checksum of a " + FrameDescriptor.kindName(kind) + " is wrong",
                "bytes were changed on the way; the link is closed and resumed");
    }

    private void onGreeting(ByteBuffer b, int at, int kind) {
        if (kind == FrameDescriptor.KIND_REJECT) {
            Reject reject = Reject.decode(b, at);
            retryAfterNs = reject.retryAfterMs() * 1_000_000L;
            throw Rejection.toException(reject);
        }
        Handshake welcome = Handshake.decode(b, at, FrameDescriptor.KIND_WELCOME);
        if (welcome.attempt() != attempt
                || welcome.sessionIdHigh() != id.high()
                || welcome.sessionIdLow() != id.low()) {
            throw unexpected("WELCOME of another session or attempt");
        }
        if (welcome.minVersion() > FrameDescriptor.VERSION || welcome.maxVersion() < FrameDescriptor.VERSION) {
            throw MillraceException.of(
                    ErrorCode.REJECTED_VERSION,
                    "the peer speaks versions " + welcome.minVersion() + ".." + welcome.maxVersion() + ", this end "
                            + FrameDescriptor.VERSION,
                    "run the same major version on both sides");
        }
        up(welcome, welcome.outcome());
    }

    private void onStreamFrame(ByteBuffer b, int at, int frameLength, int alignedLength, int kind, boolean summed) {
        InboundStream stream = inbound.byId(FrameFlyweight.streamId(b, at));
        if (stream == null) {
            throw unexpected(FrameDescriptor.kindName(kind) + " of stream " + FrameFlyweight.streamId(b, at)
                    + ", which was not opened");
        }
        if (!inbound.isOpen(stream) || !stream.isSubscribed()) {
            counters.frameDropped();
            return;
        }
        if (stream.isChecksummed() && !summed) {
            throw badChecksum(kind);
        }
        long position = FrameFlyweight.position(b, at);
        if (position < stream.received()) {
            counters.duplicateDropped();
            return;
        }
        if (position > stream.received()) {
            throw new LinkException(
                    ErrorCode.UNEXPECTED_POSITION,
                    "stream " + stream.name() + " went on at " + position + ", expected " + stream.received(),
                    "the link is closed; the resume fills the hole");
        }
        inbound.current(stream);
        if (kind == FrameDescriptor.KIND_PAD) {
            long span = FrameFlyweight.padSpan(b, at);
            if (position + span > stream.limit()) {
                throw overCredit(stream, position + span);
            }
            stream.pad(b, at, span, holding);
        } else if (kind != FrameDescriptor.KIND_DATA
                || (FrameFlyweight.flags(b, at) & ~FrameDescriptor.FLAG_CHECKSUM)
                        != FrameDescriptor.FLAGS_UNFRAGMENTED) {
            // Fragments, headers, requests and replies: a peer sends none of them unless it was announced.
            throw unexpected(FrameDescriptor.kindName(kind) + " with flags 0x"
                    + Integer.toHexString(FrameFlyweight.flags(b, at)) + " on stream " + stream.name());
        } else {
            if (position + alignedLength > stream.limit()) {
                throw overCredit(stream, position + alignedLength);
            }
            handling = true;
            stream.message(b, at, frameLength, alignedLength, holding);
            handling = false;
            if (regionNext != at + alignedLength) {
                lookedAhead(stream);
                return;
            }
        }
        if (stream.isStatusUrgent()) {
            tell(stream);
        }
    }

    private static ProtocolException overCredit(InboundStream stream, long end) {
        return unexpected("stream " + stream.name() + " reached " + end + ", granted was " + stream.limit());
    }

    private static ProtocolException unexpected(String what) {
        return new ProtocolException(
                ErrorCode.UNEXPECTED_FRAME,
                "unexpected " + what,
                "a correct peer never sends this; the link is closed");
    }

    // ---- control frames ----

    private void onControl(ByteBuffer b, int at, int kind) {
        switch (kind) {
            case FrameDescriptor.KIND_OPEN -> onOpen(b, at);
            case FrameDescriptor.KIND_STATUS -> onStatus(b, at);
            case FrameDescriptor.KIND_PING -> onPing(b, at);
            case FrameDescriptor.KIND_PONG -> PingFrame.checkPong(b, at);
            case FrameDescriptor.KIND_UNSUBSCRIBE -> onUnsubscribe(b, at);
            case FrameDescriptor.KIND_CLOSE -> onClose(b, at);
            case FrameDescriptor.KIND_GAP -> onGap(b, at);
            case FrameDescriptor.KIND_BYE -> onBye(b, at);
            case FrameDescriptor.KIND_REJECT -> throw Rejection.toException(Reject.decode(b, at));
            default -> throw unexpected(FrameDescriptor.kindName(kind) + " after the handshake");
        }
    }

    private void onOpen(ByteBuffer b, int at) {
        if (Open.isEnd(b, at)) {
            for (InboundStream gone : inbound.notReopened()) {
                event(Kind.STREAM_CLOSED, gone.name(), gone.processed(), "not opened again after a resume");
            }
            return;
        }
        Open open = Open.decode(b, at);
        Subscriber subscriber = host.subscriber(open.name());
        InboundStream known = inbound.named(open.name());
        if (known != null && known.epoch() == open.epoch() && known.isJoined()) {
            inbound.open(known, open.streamId(), subscriber);
        } else {
            int window = Math.min(open.window(), settings.window());
            int refusal = refusal(open, window);
            if (refusal != 0) {
                control.unsubscribe(open.streamId(), refusal, open.epoch());
                inbound.open(new InboundStream(open, window), open.streamId(), null);
                event(Kind.STREAM_CLOSED, open.name(), 0, "refused: " + UnsubscribeFrame.statusName(refusal));
                transmitter.trySend();
                return;
            }
            if (known != null && known.epoch() != open.epoch() && known.isJoined() && !known.isEnded()) {
                counters.lostUnknown();
                host.event(this, Kind.GAP, open.name(), known.processed(), -1, "the publisher's ring was lost", null);
            }
            if (open.redeliveredBelow() > open.joinPosition() && !announcedRestart && subscriber != null) {
                announcedRestart = true;
                event(
                        Kind.SESSION_RESTARTED,
                        "messages below " + open.redeliveredBelow() + " of stream " + open.name()
                                + " may come a second time");
            }
            inbound.open(new InboundStream(open, window), open.streamId(), subscriber);
        }
        if (subscriber == null) {
            control.unsubscribe(open.streamId(), UnsubscribeFrame.NONE_YET, open.epoch());
        } else {
            event(Kind.STREAM_OPENED, open.name(), open.joinPosition(), "subscribed");
        }
        flushStatus(Long.MAX_VALUE);
    }

    private int refusal(Open open, int window) {
        if (open.frameSize() > settings.maxFrame() || window < 4L * open.frameSize()) {
            return UnsubscribeFrame.FRAME_TOO_LARGE;
        }
        if (open.largestMessage() > open.frameSize() - FrameDescriptor.HEADER_LENGTH) {
            return UnsubscribeFrame.MESSAGE_TOO_LARGE;
        }
        return 0;
    }

    private void onStatus(ByteBuffer b, int at) {
        StatusFrame.check(b, at);
        OutboundStream stream = outboundById(StatusFrame.streamId(b, at));
        if (stream == null) {
            return;
        }
        long epoch = StatusFrame.epoch(b, at);
        if (epoch == 0) {
            reopen(stream);
            return;
        }
        if (epoch != stream.stream().epoch()) {
            return;
        }
        long processed = StatusFrame.processed(b, at);
        long received = StatusFrame.received(b, at);
        long limit = StatusFrame.limit(b, at);
        // A receiver's first answer may come from a cursor that is older than this session.
        boolean first = !stream.isSubscribed();
        long floor = first ? 0 : stream.acknowledged();
        long ceiling = first ? stream.stream().publishedEnd() : stream.highestSent();
        if (processed < floor || processed > received || received > ceiling || limit % 32 != 0) {
            throw new ProtocolException(
                    ErrorCode.BAD_STATUS_FRAME,
                    "STATUS of stream " + stream.stream().name() + ": processed " + processed + ", received " + received
                            + ", processed before " + floor + ", sent " + ceiling,
                    "positions must not decrease nor exceed what was sent; the link is closed");
        }
        if (first) {
            stream.join(processed, received);
        }
        if (phase == Phase.ENDED) {
            // After the goodbyes: only what it has processed still counts.
            stream.acknowledge(processed);
            stream.stream().sessionsChanged();
            return;
        }
        if (!stream.isFlowing()) {
            resume(stream, received, limit);
        } else {
            stream.grant(limit);
        }
        if (stream.acknowledge(processed)) {
            provenOnLink = true;
            stream.stream().sessionsChanged();
        }
    }

    private void reopen(OutboundStream stream) {
        transmitter.acquire();
        try {
            stream.restart();
        } finally {
            transmitter.release();
        }
        control.open(stream);
        transmitter.trySend();
    }

    private void resume(OutboundStream stream, long received, long limit) {
        long from = received;
        long held = stream.stream().oldestHeld();
        if (received < held) {
            from = held;
            control.gap(stream, received, held, GapFrame.EXPIRED);
            host.event(
                    this,
                    Kind.LOSS,
                    stream.stream().name(),
                    received,
                    held,
                    "the peer came back after what it missed had been released",
                    null);
        }
        transmitter.acquire();
        try {
            stream.resume(from, limit);
        } finally {
            transmitter.release();
        }
        stream.stream().sessionsChanged();
        transmitter.trySend();
    }

    private void onUnsubscribe(ByteBuffer b, int at) {
        UnsubscribeFrame.check(b, at);
        OutboundStream stream = outboundById(UnsubscribeFrame.streamId(b, at));
        if (stream == null || UnsubscribeFrame.epoch(b, at) != stream.stream().epoch()) {
            return;
        }
        int status = UnsubscribeFrame.status(b, at);
        boolean streamEnded = status == UnsubscribeFrame.ENDED;
        PublishedStream published = stream.stream();
        if (streamEnded && (!published.isClosing() || stream.highestSent() < published.publishedEnd())) {
            throw unexpected("UNSUBSCRIBE(ENDED) of stream " + published.name() + ", which goes on");
        }
        transmitter.acquire();
        try {
            stream.refuse(streamEnded);
        } finally {
            transmitter.release();
        }
        if (streamEnded) {
            stream.acknowledge(stream.stream().publishedEnd());
        }
        if (status != UnsubscribeFrame.NONE_YET) {
            event(
                    Kind.STREAM_CLOSED,
                    stream.stream().name(),
                    stream.acknowledged(),
                    UnsubscribeFrame.statusName(status));
        }
        stream.stream().sessionsChanged();
    }

    private @Nullable OutboundStream outboundById(int streamId) {
        for (OutboundStream stream : transmitter.streams()) {
            if (stream.stream().streamId() == streamId) {
                return stream;
            }
        }
        return null;
    }

    private void onPing(ByteBuffer b, int at) {
        PingFrame.check(b, at);
        for (int i = 0; i < PingFrame.count(b, at); i++) {
            InboundStream stream = inbound.byId(PingFrame.entryStreamId(b, at, i));
            long written = PingFrame.entryWritten(b, at, i);
            if (stream != null && stream.isSubscribed() && stream.received() < written) {
                throw new LinkException(
                        ErrorCode.TAIL_LOSS,
                        "stream " + stream.name() + " was written up to " + written + ", received is "
                                + stream.received(),
                        "the link lost frames; it is closed, the resume sends them again");
            }
        }
        InboundStream asked = inbound.byId(PingFrame.askedStreamId(b, at));
        if (asked != null && asked.isSubscribed()) {
            asked.askStatus();
        } else {
            control.pong(PingFrame.nonce(b, at));
        }
        transmitter.trySend();
    }

    private void onClose(ByteBuffer b, int at) {
        CloseFrame.check(b, at);
        InboundStream stream = inbound.byId(CloseFrame.streamId(b, at));
        if (stream != null && stream.epoch() == CloseFrame.epoch(b, at)) {
            stream.closeAt(CloseFrame.finalPosition(b, at));
        }
    }

    private void onGap(ByteBuffer b, int at) {
        GapFrame.check(b, at);
        InboundStream stream = inbound.byId(GapFrame.streamId(b, at));
        if (stream == null || stream.epoch() != GapFrame.epoch(b, at)) {
            return;
        }
        long from = GapFrame.from(b, at);
        long to = GapFrame.to(b, at);
        if (from != stream.received() || to <= from) {
            throw unexpected("GAP " + from + ".." + to + " on stream " + stream.name() + " at " + stream.received());
        }
        counters.lostUnknown();
        host.event(this, Kind.GAP, stream.name(), from, to, GapFrame.reasonName(GapFrame.reason(b, at)), null);
        stream.skipTo(to, holding);
        tell(stream);
    }

    private void onBye(ByteBuffer b, int at) {
        ByeFrame.check(b, at);
        int status = ByeFrame.status(b, at);
        if (status == ByeFrame.PROTOCOL) {
            throw new ProtocolException(
                    ErrorCode.UNEXPECTED_FRAME,
                    "the peer says that we broke the protocol",
                    "see the peer's log; the link is closed and resumed");
        }
        retryAfterNs = ByeFrame.retryAfterMs(b, at) * 1_000_000L;
        if (status == ByeFrame.END) {
            byeReceived = true;
            flushStatus(Long.MAX_VALUE);
            goodbye();
            endIfBothSaidBye();
        }
    }

    // ---- the I/O agent's cycle ----

    /** The link was polled: how many bytes came. */
    public void polled(int bytes, long nowNs) {
        if (bytes > 0) {
            lastReceivedNs = nowNs;
            counters.received(bytes);
        }
        quiet = bytes == 0;
    }

    /**
     * Hands up what was kept, acknowledges, sends what waits.
     *
     * @param urgent send now, do not wait for more to come: the agent is about to sleep, or published itself
     * @return work done, 0 if none
     */
    public int work(long nowNs, boolean urgent) {
        if (phase != Phase.UP) {
            return phase == Phase.GREETING && transmitter.controlBacklog() > 0 ? transmitter.trySend() : 0;
        }
        int done = inbound.hasParked() ? retryParked() : 0;
        done += flushStatus(urgent ? Long.MAX_VALUE : nowNs);
        return done + send(nowNs, urgent);
    }

    private int retryParked() {
        int done = 0;
        handling = true;
        for (InboundStream stream : inbound.all()) {
            if (stream.hasParked()) {
                done += stream.retry();
            }
        }
        handling = false;
        return done;
    }

    /** Queues what is due; {@code Long.MAX_VALUE} makes all news due. */
    private int flushStatus(long nowNs) {
        int queued = 0;
        for (InboundStream stream : inbound.all()) {
            if (!inbound.isOpen(stream) || !stream.isSubscribed()) {
                continue;
            }
            if (stream.isStatusDue(nowNs, nowNs == Long.MAX_VALUE ? 0 : settings.acknowledgeAfterNs())) {
                control.status(
                        stream.streamId(), stream.epoch(), stream.processed(), stream.limit(), stream.received());
                provenOnLink |= stream.hasAdvanced();
                stream.statusTold();
                queued++;
            }
            boolean before = stream.isEnded();
            if (stream.takeEnded()) {
                control.unsubscribe(stream.streamId(), UnsubscribeFrame.ENDED, stream.epoch());
                if (!before) {
                    event(Kind.STREAM_CLOSED, stream.name(), stream.processed(), "ended");
                }
                queued++;
            }
        }
        if (queued > 0) {
            transmitter.trySend();
        }
        return queued;
    }

    private void tell(InboundStream stream) {
        control.status(stream.streamId(), stream.epoch(), stream.processed(), stream.limit(), stream.received());
        provenOnLink |= stream.hasAdvanced();
        stream.statusTold();
        transmitter.trySend();
    }

    private int send(long nowNs, boolean urgent) {
        long sendable = 0;
        long published = 0;
        for (OutboundStream stream : transmitter.streams()) {
            sendable += Math.max(0, stream.sendable());
            published += stream.stream().publishedEnd();
            if (stream.stream().isClosing()) {
                control.closeIfDue(stream);
            }
        }
        boolean leave = watchBurst(published, sendable > 0, nowNs, urgent);
        if (transmitter.isCongested()) {
            return 0;
        }
        boolean controlWaits = transmitter.controlBacklog() > 0;
        if (!controlWaits && (leave || (sendable == 0 && !hasSendable()))) {
            return 0;
        }
        if (filling) {
            transmitter.trySendBatch();
            writtenBefore = transmitter.bytesWritten();
            return 0;
        }
        return transmitter.trySend();
    }

    /**
     * Ends a burst in which nothing moves any more; true if the publishers are to be left alone, because it has just begun,
     * or because they have written batches since the last look.
     */
    private boolean watchBurst(long published, boolean tail, long nowNs, boolean urgent) {
        boolean on = burst.isOn();
        if (on && filling && !urgent && nowNs - lastLookNs < MIN_LOOK_NS) {
            // Something else kept the agent awake: too early to tell whether the publishers have paused.
            return true;
        }
        lastLookNs = nowNs;
        long written = transmitter.bytesWritten();
        boolean progress = written != writtenBefore;
        boolean moving = progress || published != publishedBefore;
        publishedBefore = published;
        writtenBefore = written;
        if (on && (urgent || !moving)) {
            burst.end();
            VarHandle.fullFence();
            on = false;
        }
        boolean leave = on && (!filling || progress);
        filling = on;
        selfPropelled = on && (progress || !tail);
        return leave;
    }

    /** True while publishers are at it: the agent naps between its looks, and does not sleep. */
    public boolean isFilling() {
        return filling;
    }

    /** True if the publishers write their batches themselves, or there is none to write: the next look has time. */
    public boolean isSelfPropelled() {
        return selfPropelled;
    }

    /** Whether publishers are at it so fast that batches had better form. */
    public Burst burst() {
        return burst;
    }

    /** True if something could be sent now, so that the agent must not sleep. */
    public boolean hasSendable() {
        if (phase == Phase.UP && !byeSent && transmitter.isLinked() && !transmitter.isCongested()) {
            for (OutboundStream stream : transmitter.streams()) {
                if (stream.hasSendable()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** True if messages wait for a handler that asked for them again. */
    public boolean hasParked() {
        return inbound.hasParked();
    }

    /**
     * Time has passed: heartbeats, deadlines. Called a few times a heartbeat, right after the link was polled.
     *
     * @throws LinkException if the link must be given up
     */
    public void tick(long nowNs) {
        if (phase == Phase.GREETING && nowNs - linkSinceNs > settings.handshakeTimeoutNs()) {
            throw new LinkException(
                    ErrorCode.HANDSHAKE_TIMEOUT,
                    "no WELCOME within " + millis(settings.handshakeTimeoutNs()) + " ms (handshake-timeout)",
                    "the peer accepts connections but does not answer: is it a Millrace endpoint, is it overloaded?");
        }
        if (phase != Phase.UP) {
            return;
        }
        long silence = nowNs - lastReceivedNs;
        if (quiet && silence > settings.deadAfterNs()) {
            throw new LinkException(
                    ErrorCode.HEARTBEAT_TIMEOUT,
                    "nothing was received for " + millis(silence) + " ms (dead-after)",
                    "the peer or the path is gone; the link is closed and dialled again");
        }
        long written = transmitter.bytesWritten();
        if (written != bytesWrittenBefore) {
            bytesWrittenBefore = written;
            lastSentNs = nowNs;
        } else if (nowNs - lastSentNs >= heartbeatNs) {
            lastSentNs = nowNs;
            control.ping(nowNs, MAX_PING_ENTRIES);
            transmitter.trySend();
            // The PING itself is no news at the next tick, or every other one would be left out.
            bytesWrittenBefore = transmitter.bytesWritten();
        }
    }

    /** Sends a sign of life while the I/O agent is held up by a handler. The watchdog's thread. */
    public void pulse(long nonce) {
        if (phase == Phase.UP) {
            control.pulse(nonce);
        }
    }

    // ---- events ----

    private void event(Kind kind, String detail) {
        host.event(this, kind, "", -1, -1, detail, null);
    }

    private void event(Kind kind, String stream, long position, String detail) {
        host.event(this, kind, stream, position, -1, detail, null);
    }
}
