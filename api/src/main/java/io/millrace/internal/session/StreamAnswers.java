// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.ProtocolException;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.WholeMessages.PassedOver;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams that this end publishes on a session: attached, opened, and moved by what the peer answers. I/O agent's
 * thread.
 */
final class StreamAnswers {

    private final Transmitter transmitter;
    private final ControlQueue control;
    private final SessionPhase phase;
    private final SessionEvents events;
    private @Nullable OutboundStream[] byId = new OutboundStream[16];
    private @Nullable WholeMessages wholeMessages;

    StreamAnswers(Transmitter transmitter, ControlQueue control, SessionPhase phase, SessionEvents events) {
        this.transmitter = transmitter;
        this.control = control;
        this.phase = phase;
        this.events = events;
    }

    // ---- attaching ----

    OutboundStream publish(OutboundStream attached) {
        transmitter.acquire();
        try {
            attached.wholeOnly(wholeMessages);
            transmitter.add(attached);
        } finally {
            transmitter.release();
        }
        int streamId = attached.stream().streamId();
        if (streamId >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(streamId + 1, byId.length * 2));
        }
        byId[streamId] = attached;
        if (phase.isUp()) {
            control.open(attached);
            transmitter.trySend();
        }
        return attached;
    }

    void unpublish(OutboundStream stream) {
        tellPassedOver();
        transmitter.acquire();
        try {
            transmitter.remove(stream);
        } finally {
            transmitter.release();
        }
        if (byId(stream.stream().streamId()) == stream) {
            byId[stream.stream().streamId()] = null;
        }
    }

    /**
     * A link is up: the peer is told of every stream.
     *
     * @param takesFragments whether it puts messages together that are larger than a frame
     */
    void openAll(boolean takesFragments) {
        if (takesFragments == (wholeMessages != null)) {
            tellPassedOver();
            wholeOnly(takesFragments ? null : new WholeMessages(transmitter));
        }
        for (OutboundStream stream : transmitter.streams()) {
            control.open(stream);
        }
        control.openEnd();
        transmitter.trySend();
    }

    private void wholeOnly(@Nullable WholeMessages keeper) {
        wholeMessages = keeper;
        transmitter.acquire();
        try {
            for (OutboundStream stream : transmitter.streams()) {
                stream.wholeOnly(keeper);
            }
        } finally {
            transmitter.release();
        }
        for (OutboundStream stream : transmitter.streams()) {
            stream.stream().sessionsChanged();
        }
    }

    /** Tells of messages that the peer could not be sent. */
    void tellPassedOver() {
        WholeMessages keeper = wholeMessages;
        PassedOver range = keeper == null ? null : keeper.take();
        while (keeper != null && range != null) {
            String why = "it is larger than a frame, and the peer puts no fragments together";
            events.tell(Kind.LOSS, range.stream().name(), range.from(), range.to(), why);
            range = keeper.take();
        }
    }

    /** The peer remembers nothing of us: it joins where the acknowledgements ended. */
    void forgotten() {
        transmitter.acquire();
        try {
            for (OutboundStream stream : transmitter.streams()) {
                stream.restart();
            }
        } finally {
            transmitter.release();
        }
    }

    // ---- answers ----

    void onStatus(ByteBuffer b, int at) {
        StatusFrame.check(b, at);
        phase.answered();
        OutboundStream stream = byId(StatusFrame.streamId(b, at));
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
            throw bad(
                    stream,
                    "processed " + processed + ", received " + received + ", processed before " + floor + ", sent "
                            + ceiling);
        }
        if (!isBoundary(stream, processed, first) || !isBoundary(stream, received, first)) {
            throw bad(
                    stream,
                    "processed " + processed + " or received " + received + " is inside a frame, held from "
                            + stream.stream().oldestHeld() + " to "
                            + stream.stream().publishedEnd());
        }
        if (first) {
            stream.join(processed, received);
        }
        if (phase.isEnded()) {
            // After the goodbyes: only what it has processed still counts.
            stream.acknowledge(processed);
            stream.stream().sessionsChanged();
            return;
        }
        if (!stream.isAnswered()) {
            resume(stream, received, limit);
        } else {
            stream.grant(limit);
            transmitter.mark(stream);
        }
        if (stream.acknowledge(processed)) {
            phase.proven();
            stream.stream().sessionsChanged();
        }
        if (stream.isDetached() && stream.acknowledged() >= stream.givenUp().returnsAt()) {
            comeBack(stream);
        }
    }

    /** Frames begin and end there, as far as they are still held: what is below the gate nobody reads again. */
    private static boolean isBoundary(OutboundStream stream, long position, boolean first) {
        FrameRing frames = stream.stream().ring();
        if (frames == null || position <= frames.gate() || position == stream.highestSent()) {
            return true;
        }
        return first ? isJoinable(stream, frames, position) : frames.isFrameStart(position);
    }

    /** A cursor from an earlier session may end where the next frame is just being written: only a walk can tell. */
    private static boolean isJoinable(OutboundStream stream, FrameRing frames, long position) {
        if (position == stream.joinPosition() || frames.isFrameStart(position)) {
            return true;
        }
        long reached = frames.walkTo(position);
        if (reached < position) {
            throw new LinkException(
                    ErrorCode.UNEXPECTED_POSITION,
                    "STATUS of stream " + stream.stream().name() + " at " + position + ", and what lies from " + reached
                            + " on is still being written",
                    "the link is closed; the next one will tell");
        }
        return reached == position;
    }

    private static ProtocolException bad(OutboundStream stream, String what) {
        return new ProtocolException(
                ErrorCode.BAD_STATUS_FRAME,
                "STATUS of stream " + stream.stream().name() + ": " + what,
                "positions lie between frames, do not decrease, nor exceed what was sent; the link is closed");
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
        GivenUp givenUp = stream.givenUp();
        long held = stream.stream().oldestHeld();
        long given = givenUp.resumesAt();
        List<long[]> lost = List.of();
        transmitter.acquire();
        try {
            stream.resume(received, limit);
            if (stream.isDetached()) {
                givenUp.received(received);
            } else if (received < Math.max(held, given)) {
                lost = givenUp.abandon(received, Math.max(held, given));
                transmitter.giveUp(
                        stream, Math.max(held, given), given > received ? GapFrame.SKIPPED : GapFrame.EXPIRED);
            }
        } finally {
            transmitter.release();
        }
        if (!stream.isDetached()) {
            // What was skipped was announced when it was.
            for (long[] range : lost) {
                loss(stream, range[0], range[1], "it was lost with the link, and given up since");
            }
            loss(stream, Math.max(received, given), held, "the peer came back after what it missed had been released");
        }
        transmitter.mark(stream);
        stream.stream().sessionsChanged();
        transmitter.trySend();
    }

    private void loss(OutboundStream stream, long from, long to, String why) {
        if (from < to) {
            events.tell(Kind.LOSS, stream.stream().name(), from, to, why);
        }
    }

    // ---- consumers that are too slow ----

    /** Sets a consumer aside: it is sent nothing, and the ring does not wait for it. */
    void detach(OutboundStream stream) {
        transmitter.acquire();
        try {
            stream.cut();
            stream.detach(stream.stream().messagesBefore(stream.sentEnd()));
        } finally {
            transmitter.release();
        }
        long from = stream.givenUp().cutAt();
        events.tell(Kind.SLOW_CONSUMER, stream.stream().name(), from, "detached: it alone kept the ring full");
        stream.stream().sessionsChanged();
        if (stream.isAnswered() && stream.acknowledged() >= stream.givenUp().returnsAt()) {
            comeBack(stream);
        }
    }

    /** It has processed all that it was sent: takes part again at the oldest position that is held. */
    private void comeBack(OutboundStream stream) {
        PublishedStream published = stream.stream();
        GivenUp givenUp = stream.givenUp();
        long from = givenUp.cutAt();
        // A message that is lost in part is lost; and what is held for it begins with a message, should the link be
        // lost.
        long whole = Math.min(from, givenUp.returnsAt());
        long to = Math.max(whole, published.oldestHeld());
        long lostFrom = to > from ? whole : to;
        transmitter.acquire();
        try {
            givenUp.comeBack(published.messagesBefore(to));
            givenUp.abandon(from, to);
            transmitter.giveUp(stream, to, GapFrame.SKIPPED);
            stream.flow();
        } finally {
            transmitter.release();
        }
        transmitter.mark(stream);
        loss(stream, lostFrom, to, "it was detached");
        events.tell(Kind.CONSUMER_RETURNED, published.name(), to, "it has processed all that it was sent");
        published.sessionsChanged();
        transmitter.trySend();
    }

    /** Makes a consumer miss what it was not sent yet, up to a message's start. */
    void skip(OutboundStream stream, long to) {
        long from;
        transmitter.acquire();
        try {
            from = Math.max(stream.sentEnd(), stream.givenUp().resumesAt());
            if (!stream.givenUp().isGapDue()) {
                stream.cut();
            }
            if (from < to) {
                stream.givenUp()
                        .skip(stream.stream().messagesBefore(to)
                                - stream.stream().messagesBefore(from));
            }
            transmitter.giveUp(stream, to, GapFrame.SKIPPED);
        } finally {
            transmitter.release();
        }
        events.tell(Kind.SLOW_CONSUMER, stream.stream().name(), to, "skipped: it alone kept the ring full");
        loss(stream, from, to, "it was too slow");
        stream.stream().sessionsChanged();
        transmitter.trySend();
    }

    void onUnsubscribe(ByteBuffer b, int at) {
        UnsubscribeFrame.check(b, at);
        phase.answered();
        OutboundStream stream = byId(UnsubscribeFrame.streamId(b, at));
        if (stream == null || UnsubscribeFrame.epoch(b, at) != stream.stream().epoch()) {
            return;
        }
        int status = UnsubscribeFrame.status(b, at);
        boolean streamEnded = status == UnsubscribeFrame.ENDED;
        PublishedStream published = stream.stream();
        if (streamEnded && (!published.isClosing() || stream.highestSent() < published.publishedEnd())) {
            throw Violations.unexpected("UNSUBSCRIBE(ENDED) of stream " + published.name() + ", which goes on");
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
        published.refused(stream, status == UnsubscribeFrame.DENIED);
        if (status != UnsubscribeFrame.NONE_YET) {
            events.tell(
                    Kind.STREAM_CLOSED,
                    stream.stream().name(),
                    stream.acknowledged(),
                    UnsubscribeFrame.statusName(status));
        }
        stream.stream().sessionsChanged();
    }

    private @Nullable OutboundStream byId(int streamId) {
        return streamId < byId.length ? byId[streamId] : null;
    }
}
