// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.PublicationException;
import io.millrace.supervision.Escalation;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/**
 * Where the supervision of an endpoint stands, and the events that tell it. Read by any thread; moved by the I/O agent
 * alone, along the table of {@link LinkState}.
 */
final class EndpointStatus {

    private final String title;
    private final String session;
    private final EventDispatcher events;
    private volatile LinkState state = LinkState.NEW;
    private volatile @Nullable MillraceException failure;
    private volatile @Nullable MillraceException cause;
    private volatile String detail = "";
    private @Nullable EndpointMetrics metrics;

    /**
     * NEW.
     *
     * @param title role and URI, as events name the endpoint
     * @param session id of the accepted session whose state this is; empty if it is the endpoint's own
     */
    EndpointStatus(String title, String session, EventDispatcher events) {
        this.title = title;
        this.session = session;
        this.events = events;
    }

    String title() {
        return title;
    }

    String session() {
        return session;
    }

    LinkState state() {
        return state;
    }

    boolean is(LinkState other) {
        return state == other;
    }

    /** True if it is closing or closed: nothing new begins. */
    boolean isEnding() {
        LinkState now = state;
        return now == LinkState.DRAINING || now == LinkState.CLOSED;
    }

    /** @throws PublicationException if it is closing or closed */
    void requireOpen() {
        if (isEnding()) {
            throw new PublicationException(ErrorCode.CLOSED, title + " is " + state, "open a new endpoint");
        }
    }

    @Nullable MillraceException failure() {
        return failure;
    }

    void failedBy(@Nullable MillraceException cause) {
        failure = cause;
    }

    /** True if what is offered must be refused at once. */
    boolean isOutOfService() {
        LinkState now = state;
        return now == LinkState.FAILED || now == LinkState.ISOLATED;
    }

    void become(LinkState next) {
        become(next, null, 0, LifecycleEvent.NO_RETRY);
    }

    void degrade(String why) {
        become(LinkState.DEGRADED, null, 0, LifecycleEvent.NO_RETRY, why);
    }

    void become(LinkState next, @Nullable MillraceException cause, int attempt, long retryAfterNs) {
        become(next, cause, attempt, retryAfterNs, "");
    }

    private void become(LinkState next, @Nullable MillraceException why, int attempt, long retryAfterNs, String text) {
        LinkState before = state;
        if (before == next) {
            return;
        }
        if (!before.canBecome(next)) {
            throw new IllegalStateException(title + " cannot go from " + before + " to " + next);
        }
        // What the last attempt failed for is what a person wants to know of the next one.
        cause = why == null && next == LinkState.CONNECTING ? cause : why;
        detail = text;
        state = next;
        emit(new LifecycleEvent(
                LifecycleEvent.Kind.STATE_CHANGED,
                title,
                session,
                "",
                before,
                next,
                why,
                text,
                LifecycleEvent.NO_POSITION,
                LifecycleEvent.NO_POSITION,
                attempt,
                retryAfterNs));
    }

    /** FAILED, for a cause that only a restart or a new endpoint cures. */
    void fail(MillraceException cause) {
        failure = cause;
        become(LinkState.FAILED, cause, 0, LifecycleEvent.NO_RETRY);
    }

    /** Nobody here can help any more. */
    void escalate(MillraceException cause) {
        events.escalate(new Escalation(title, session, cause));
    }

    /** Code of ours threw: FAILED for an instant, then STARTING again. */
    void restart(MillraceException cause) {
        become(LinkState.FAILED, cause, 0, 0);
        become(LinkState.STARTING);
    }

    /** Why it is in its state, if there was an error. Any thread. */
    @Nullable MillraceException cause() {
        return cause;
    }

    /** The same for a person to read, or empty. Any thread. */
    String detail() {
        return detail;
    }

    /** Counts what is told from now on. */
    void meter(@Nullable EndpointMetrics meters) {
        metrics = meters;
    }

    /** What counts; null if nobody does. */
    @Nullable EndpointMetrics metrics() {
        return metrics;
    }

    /** An attempt to connect failed, or somebody was refused something. */
    void attemptFailed(ErrorCode code) {
        if (metrics != null) {
            metrics.attemptFailed(code);
        }
    }

    void emit(LifecycleEvent event) {
        if (metrics != null) {
            metrics.on(event);
        }
        events.dispatch(event);
    }
}
