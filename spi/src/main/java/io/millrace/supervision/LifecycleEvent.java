// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import io.millrace.error.MillraceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an endpoint, a session or a stream. Made by the engine, handed to each
 * {@link LifecycleListener}; immutable, so it may be kept and read on any thread. {@link #toString()} is one line for a
 * person. It carries no time: events are ordered, and no decision of Millrace reads a wall clock.
 *
 * @param kind what happened
 * @param endpoint role and URI of the endpoint, secrets redacted: {@code client tcp://127.0.0.1:7400}
 * @param session id of the session, or empty if it concerns the endpoint as a whole
 * @param stream name of the stream, or empty if it concerns no stream
 * @param from the state before, for STATE_CHANGED; else null
 * @param to the state after, for STATE_CHANGED; else null
 * @param cause why, if there was an error; else null
 * @param detail more for a person to read, or empty
 * @param fromPosition first position of the range that GAP or LOSS speaks of; else {@link #NO_POSITION}
 * @param toPosition the position after the range, or {@link #NO_POSITION} if its end is not known
 * @param attempt number of the attempt that ended, counted from 1; 0 if none did
 * @param retryAfterNs nanoseconds until the next attempt; {@link #NO_RETRY} if none is planned
 */
public record LifecycleEvent(
        Kind kind,
        String endpoint,
        String session,
        String stream,
        @Nullable LinkState from,
        @Nullable LinkState to,
        @Nullable MillraceException cause,
        String detail,
        long fromPosition,
        long toPosition,
        int attempt,
        long retryAfterNs) {

    /** There is no position, or it is not known. */
    public static final long NO_POSITION = -1;
    /** No attempt is planned. */
    public static final long NO_RETRY = -1;

    /** What an event is about. */
    public enum Kind {
        /** The endpoint or session went from {@code from} to {@code to}. */
        STATE_CHANGED,
        /** A link carries a session: the handshake is done. */
        LINK_UP,
        /** A link is gone, because of {@code cause}. */
        LINK_DOWN,
        /** A session began with a peer never met before. */
        SESSION_STARTED,
        /** A session goes on over a new link; nothing was lost and nothing comes twice. */
        SESSION_RESUMED,
        /** The peer came back without its memory; what it had not acknowledged comes again, marked as redelivered. */
        SESSION_RESTARTED,
        /** A dialled endpoint now talks to a peer of another identity. */
        PEER_CHANGED,
        /** A session is over. */
        SESSION_ENDED,
        /** The peer announced a stream, or answered ours. */
        STREAM_OPENED,
        /** A stream has ended. */
        STREAM_CLOSED,
        /** A publication's ring has become full. */
        BACK_PRESSURED,
        /** A publication's ring has room again. */
        BACK_PRESSURE_RELIEVED,
        /** At the subscriber: the publisher no longer holds this range of the stream, and said so. */
        GAP,
        /** At the publisher: this range was given up before anyone had acknowledged it. */
        LOSS,
        /** At the publisher: a subscriber alone kept the ring full for too long, and was detached, or made to skip. */
        SLOW_CONSUMER,
        /** At the publisher: a subscriber that was detached takes part again, at {@code fromPosition}. */
        CONSUMER_RETURNED,
        /** A message handler threw {@code cause}; its policy decides what becomes of the message. */
        HANDLER_FAILED,
        /** A message handler of {@code stream} has run for more than a second, and still does. */
        HANDLER_STALLED,
        /** A subscription takes nothing more, as its failure policy says, because of {@code cause}. */
        SUBSCRIPTION_STOPPED,
        /** A stage of a pipeline takes nothing more, because of {@code cause}; the pipeline takes nothing more either. */
        STAGE_STOPPED,
        /** A lifecycle listener took long over an event. */
        LISTENER_SLOW,
        /** A lifecycle listener threw. */
        LISTENER_FAILED,
        /** An attempt to connect failed, because of {@code cause}. */
        ATTEMPT_FAILED,
        /** Another link, or another process with the same identity, took this session over. */
        SUPERSEDED,
        /** A claim has been open for long: everything claimed after it waits. */
        CLAIM_STALLED,
        /** A transport has something to tell that stops nobody; {@code cause} says what is wrong, if anything is. */
        NOTICE
    }

    public LifecycleEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(detail, "detail");
    }

    /** A move from one state to another, perhaps because of {@code cause}. */
    public static LifecycleEvent stateChanged(
            String endpoint, String session, LinkState from, LinkState to, @Nullable MillraceException cause) {
        return new LifecycleEvent(
                Kind.STATE_CHANGED, endpoint, session, "", from, to, cause, "", NO_POSITION, NO_POSITION, 0, NO_RETRY);
    }

    /** Something about an endpoint or, if {@code session} is not empty, one of its sessions. */
    public static LifecycleEvent of(
            Kind kind, String endpoint, String session, String detail, @Nullable MillraceException cause) {
        return ofStream(kind, endpoint, session, "", detail, cause);
    }

    /** Something about a stream. */
    public static LifecycleEvent ofStream(
            Kind kind,
            String endpoint,
            String session,
            String stream,
            String detail,
            @Nullable MillraceException cause) {
        return new LifecycleEvent(
                kind, endpoint, session, stream, null, null, cause, detail, NO_POSITION, NO_POSITION, 0, NO_RETRY);
    }

    /** At the subscriber: the publisher announced that it no longer holds {@code fromPosition} to {@code toPosition}. */
    public static LifecycleEvent gap(
            String endpoint, String session, String stream, long fromPosition, long toPosition, String reason) {
        return range(Kind.GAP, endpoint, session, stream, fromPosition, toPosition, reason);
    }

    /** At the publisher: {@code fromPosition} to {@code toPosition} was given up before it was acknowledged. */
    public static LifecycleEvent loss(
            String endpoint, String session, String stream, long fromPosition, long toPosition, String reason) {
        return range(Kind.LOSS, endpoint, session, stream, fromPosition, toPosition, reason);
    }

    /** The same event with the number of the attempt that ended and the wait before the next one. */
    public LifecycleEvent withRetry(int attempt, long retryAfterNs) {
        return new LifecycleEvent(
                kind,
                endpoint,
                session,
                stream,
                from,
                to,
                cause,
                detail,
                fromPosition,
                toPosition,
                attempt,
                retryAfterNs);
    }

    private static LifecycleEvent range(
            Kind kind, String endpoint, String session, String stream, long from, long to, String reason) {
        return new LifecycleEvent(kind, endpoint, session, stream, null, null, null, reason, from, to, 0, NO_RETRY);
    }

    /** One line for a person, such as {@code client tcp://h:7400: UP → BACKOFF (attempt 3, next in 412 ms): [MR-…] …}. */
    @Override
    public String toString() {
        return EventLine.of(this);
    }
}
