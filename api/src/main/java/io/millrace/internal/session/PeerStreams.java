// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** What the peer says of its streams, and who subscribes to them here. I/O agent's thread. */
final class PeerStreams {

    private final SessionSettings settings;
    private final SessionHost host;
    private final Session session;
    private final InboundStreams inbound;
    private final ControlQueue control;
    private final Transmitter transmitter;
    private final Acknowledger acknowledger;
    private final SessionCounters counters;
    private final SessionEvents events;
    private final Supplier<Publication> replies;
    private boolean announcedRestart;
    private boolean canBeDenied;
    private int maxFrame;

    PeerStreams(
            SessionSettings settings,
            SessionHost host,
            InboundStreams inbound,
            ControlQueue control,
            Transmitter transmitter,
            Acknowledger acknowledger,
            SessionCounters counters,
            SessionEvents events,
            Session session) {
        this.session = session;
        this.replies = () -> host.reply(session);
        this.settings = settings;
        this.host = host;
        this.inbound = inbound;
        this.control = control;
        this.transmitter = transmitter;
        this.acknowledger = acknowledger;
        this.counters = counters;
        this.events = events;
    }

    /** There is a new link, which carries frames up to some length. */
    void linked(int longestFrame) {
        maxFrame = longestFrame;
        announcedRestart = false;
    }

    /** What the peer says that it understands. */
    void agree(int capabilities) {
        canBeDenied = (capabilities & Handshake.CAN_BE_DENIED) != 0;
    }

    // ---- subscribers ----

    /** A handler was attached to a stream: the peer's publication of that name, if any, may begin. */
    void subscribed(Subscriber subscriber) {
        InboundStream stream = inbound.named(subscriber.stream());
        if (stream == null || !inbound.isOpen(stream)) {
            return;
        }
        // Nothing is handed up before the OPEN that answers this: what is under way was sent to a predecessor.
        control.status(stream.streamId(), 0, 0, 0, 0);
        transmitter.trySend();
    }

    /** A handler was detached: what it has not processed stays with the publisher. */
    void unsubscribed(Subscriber subscriber) {
        InboundStream stream = inbound.named(subscriber.stream());
        if (stream == null || stream.subscriber() != subscriber) {
            return;
        }
        if (inbound.isOpen(stream)) {
            acknowledger.tell(stream);
            control.unsubscribe(stream.streamId(), UnsubscribeFrame.LEFT, stream.epoch());
            transmitter.trySend();
        }
        inbound.leave(stream);
    }

    // ---- frames ----

    void onOpen(ByteBuffer b, int at) {
        if (Open.isEnd(b, at)) {
            for (InboundStream gone : inbound.notReopened()) {
                if (inbound.isOrphaned(gone)) {
                    // Its publisher has begun anew without it, or has yet to ask for it: what it held is lost either
                    // way.
                    ringLost(gone);
                }
                events.tell(Kind.STREAM_CLOSED, gone.name(), gone.processed(), "not opened again after a resume");
            }
            return;
        }
        Open open = Open.decode(b, at);
        Subscriber subscriber = host.subscriber(open.name());
        InboundStream known = inbound.named(open.name());
        if (known == null && isFull()) {
            control.unsubscribe(open.streamId(), UnsubscribeFrame.REFUSED, open.epoch());
            transmitter.trySend();
            host.refused(
                    MillraceException.of(
                            ErrorCode.TOO_MANY_STREAMS,
                            "the peer has announced " + host.maxStreams() + " streams (max-streams)",
                            "if so many are wanted raise max-streams at this end"),
                    "stream " + RemoteText.clean(open.name(), 64));
            return;
        }
        int window = Math.min(open.window(), settings.window());
        int refusal = refusal(open, subscriber == null ? window : Math.min(window, subscriber.ringBytes()));
        if (refusal != 0) {
            control.unsubscribe(open.streamId(), refusal, open.epoch());
            inbound.open(new InboundStream(open, window, replies, host.assemblyMemory()), open.streamId(), null);
            events.tell(Kind.STREAM_CLOSED, open.name(), 0, "refused: " + UnsubscribeFrame.statusName(refusal));
            transmitter.trySend();
            return;
        }
        if (known != null && known.epoch() == open.epoch() && known.isJoined()) {
            inbound.open(known, open.streamId(), subscriber);
        } else {
            if (known != null && known.epoch() != open.epoch()) {
                ringLost(known);
            }
            if (open.redeliveredBelow() > open.joinPosition() && !announcedRestart && subscriber != null) {
                announcedRestart = true;
                events.tell(
                        Kind.SESSION_RESTARTED,
                        "messages below " + open.redeliveredBelow() + " of stream " + RemoteText.clean(open.name(), 64)
                                + " may come a second time");
            }
            inbound.open(new InboundStream(open, window, replies, host.assemblyMemory()), open.streamId(), subscriber);
        }
        if (subscriber == null) {
            control.unsubscribe(open.streamId(), UnsubscribeFrame.NONE_YET, open.epoch());
        } else {
            events.tell(Kind.STREAM_OPENED, open.name(), open.joinPosition(), "subscribed");
        }
        acknowledger.flush(Acknowledger.EVERYTHING);
    }

    private void ringLost(InboundStream stream) {
        if (stream.isJoined() && !stream.isEnded()) {
            counters.lostUnknown();
            events.tell(Kind.GAP, stream.name(), stream.processed(), "the publisher's ring was lost");
        }
    }

    /** Streams that have ended are remembered for the sake of a resume, but not if others need the room. */
    private boolean isFull() {
        if (inbound.size() >= host.maxStreams()) {
            inbound.forgetEnded();
        }
        return inbound.size() >= host.maxStreams();
    }

    private int refusal(Open open, int window) {
        if (!host.mayPublish(session, open.name())) {
            return canBeDenied ? UnsubscribeFrame.DENIED : UnsubscribeFrame.REFUSED;
        }
        if (open.frameSize() > maxFrame || window < 4L * open.frameSize()) {
            return UnsubscribeFrame.FRAME_TOO_LARGE;
        }
        if (open.largestMessage() > settings.maxMessage()) {
            return UnsubscribeFrame.MESSAGE_TOO_LARGE;
        }
        if (settings.checksumRequired() && open.checksum() == Open.CHECKSUM_NONE) {
            return UnsubscribeFrame.CHECKSUM_REQUIRED;
        }
        return 0;
    }

    void onClose(ByteBuffer b, int at) {
        CloseFrame.check(b, at);
        InboundStream stream = inbound.byId(CloseFrame.streamId(b, at));
        if (stream != null && stream.epoch() == CloseFrame.epoch(b, at)) {
            inbound.touch(stream);
            stream.closeAt(CloseFrame.finalPosition(b, at));
        }
    }

    /**
     * The peer no longer holds a range.
     *
     * @param holding a message before it is still being handled
     */
    void onGap(ByteBuffer b, int at, boolean holding) {
        GapFrame.check(b, at);
        InboundStream stream = inbound.byId(GapFrame.streamId(b, at));
        if (stream == null || stream.epoch() != GapFrame.epoch(b, at)) {
            return;
        }
        if (!stream.isSubscribed()) {
            // Sent before the peer knew. What the next handler is to miss, it is told when it comes.
            counters.frameDropped();
            return;
        }
        long from = GapFrame.from(b, at);
        long to = GapFrame.to(b, at);
        if (from > stream.received()) {
            throw Violations.hole(stream, from);
        }
        if (to == GapFrame.UNKNOWN_END && from == stream.received()) {
            // Nothing more will come of this epoch; the next one says where it begins.
            if (!stream.isEnded()) {
                stream.restLost();
                counters.lostUnknown();
                String why = GapFrame.reasonName(GapFrame.reason(b, at));
                events.tell(Kind.GAP, stream.name(), stream.unfinishedFrom(), why);
            }
            return;
        }
        if (from != stream.received() || to <= from) {
            throw Violations.unexpected("GAP " + from + ".." + to + " on stream " + RemoteText.clean(stream.name(), 64)
                    + " at " + stream.received());
        }
        inbound.touch(stream);
        counters.lostUnknown();
        String reason = GapFrame.reasonName(GapFrame.reason(b, at));
        // What has come of a message that goes on in the gap is lost with it.
        events.tell(Kind.GAP, stream.name(), stream.unfinishedFrom(), to, reason);
        if (stream.skipTo(to, holding)) {
            counters.messageDiscarded();
        }
        acknowledger.tell(stream);
    }
}
