// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
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

    StreamAnswers(Transmitter transmitter, ControlQueue control, SessionPhase phase, SessionEvents events) {
        this.transmitter = transmitter;
        this.control = control;
        this.phase = phase;
        this.events = events;
    }

    // ---- attaching ----

    OutboundStream publish(PublishedStream stream, long joinPosition, long redeliveredBelow) {
        OutboundStream attached = new OutboundStream(stream, joinPosition, redeliveredBelow);
        transmitter.acquire();
        try {
            transmitter.add(attached);
        } finally {
            transmitter.release();
        }
        if (phase.isUp()) {
            control.open(attached);
            transmitter.trySend();
        }
        return attached;
    }

    void unpublish(OutboundStream stream) {
        transmitter.acquire();
        try {
            transmitter.remove(stream);
        } finally {
            transmitter.release();
        }
    }

    /** A link is up: the peer is told of every stream. */
    void openAll() {
        for (OutboundStream stream : transmitter.streams()) {
            control.open(stream);
        }
        control.openEnd();
        transmitter.trySend();
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
            throw new ProtocolException(
                    ErrorCode.BAD_STATUS_FRAME,
                    "STATUS of stream " + stream.stream().name() + ": processed " + processed + ", received " + received
                            + ", processed before " + floor + ", sent " + ceiling,
                    "positions must not decrease nor exceed what was sent; the link is closed");
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
        if (!stream.isFlowing()) {
            resume(stream, received, limit);
        } else {
            stream.grant(limit);
        }
        if (stream.acknowledge(processed)) {
            phase.proven();
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
            events.tell(
                    Kind.LOSS,
                    stream.stream().name(),
                    received,
                    held,
                    "the peer came back after what it missed had been released");
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

    void onUnsubscribe(ByteBuffer b, int at) {
        UnsubscribeFrame.check(b, at);
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
        for (OutboundStream stream : transmitter.streams()) {
            if (stream.stream().streamId() == streamId) {
                return stream;
            }
        }
        return null;
    }
}
