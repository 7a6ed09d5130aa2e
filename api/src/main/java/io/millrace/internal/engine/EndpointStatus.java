// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/**
 * Where the supervision of an endpoint stands, and the events that tell it. Read by any thread; moved by the I/O agent
 * alone, along the table of {@link LinkState}.
 */
final class EndpointStatus {

    private final String title;
    private final EventDispatcher events;
    private volatile LinkState state = LinkState.NEW;
    private volatile @Nullable MillraceException failure;

    /** @param title role and URI, as events name the endpoint */
    EndpointStatus(String title, EventDispatcher events) {
        this.title = title;
        this.events = events;
    }

    String title() {
        return title;
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

    @Nullable MillraceException failure() {
        return failure;
    }

    void failedBy(MillraceException cause) {
        failure = cause;
    }

    void become(LinkState next) {
        become(next, null, 0, LifecycleEvent.NO_RETRY);
    }

    void become(LinkState next, @Nullable MillraceException cause, int attempt, long retryAfterNs) {
        LinkState before = state;
        if (before == next) {
            return;
        }
        if (!before.canBecome(next)) {
            throw new IllegalStateException(title + " cannot go from " + before + " to " + next);
        }
        state = next;
        emit(LifecycleEvent.stateChanged(title, "", before, next, cause).withRetry(attempt, retryAfterNs));
    }

    void emit(LifecycleEvent event) {
        events.dispatch(event);
    }
}
