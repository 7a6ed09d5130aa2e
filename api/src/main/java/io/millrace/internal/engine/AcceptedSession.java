// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.SessionReport;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import io.millrace.spi.frame.Handshake;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/** A listener's record of a session: whose it is, and since when it has no link. I/O agent's thread. */
final class AcceptedSession {

    private final Session session;
    private final String identity;
    private final long peerTimeoutNs;
    private final EndpointStatus status;
    private final Judge judge = new Judge();
    private @Nullable Connection connection;
    private long unlinkedSinceNs;

    AcceptedSession(Session session, Handshake hello, EndpointStatus status) {
        this.session = session;
        this.status = status;
        this.identity = hello.identity();
        this.peerTimeoutNs = Math.max(1, hello.sessionTimeoutMs()) * 1_000_000L;
    }

    Session session() {
        return session;
    }

    /** The session's own state, beside its listener's. */
    EndpointStatus status() {
        return status;
    }

    String identity() {
        return identity;
    }

    @Nullable Connection connection() {
        return connection;
    }

    /** A link came; {@link #up} follows when the session has answered it. */
    void linked(Connection newest) {
        connection = newest;
        if (status.is(LinkState.BACKOFF)) {
            status.become(LinkState.CONNECTING);
        }
    }

    void up() {
        status.become(LinkState.UP);
    }

    void unlinked(long nowNs) {
        connection = null;
        unlinkedSinceNs = nowNs;
    }

    /** Its link is gone, because of something that the peer may come back from. */
    void away(@Nullable MillraceException cause) {
        status.become(LinkState.BACKOFF, cause, 0, LifecycleEvent.NO_RETRY);
    }

    /** Its link is gone: what becomes of the session. */
    void lost(MillraceException cause, boolean isCertain, long nowNs) {
        unlinked(nowNs);
        switch (judge.verdict(cause, isCertain, nowNs)) {
            case RECONNECT, RETRY_EACH_SECOND -> away(cause);
            case RESTART -> {
                status.restart(cause);
                status.become(LinkState.CONNECTING);
            }
            case FAIL -> status.fail(cause);
            case ESCALATE -> {
                status.fail(cause);
                status.escalate(cause);
            }
        }
    }

    /** Signs of life come, or are late. */
    void tick(long nowNs) {
        if (connection == null) {
            return;
        }
        if (session.isLate(nowNs)) {
            if (status.is(LinkState.UP)) {
                status.degrade("the peer's heartbeat is late");
            }
        } else if (status.is(LinkState.DEGRADED)) {
            status.become(LinkState.UP);
        }
    }

    SessionReport report() {
        return new SessionReport(session.id().toString(), session.peerIdentity(), status.state(), status.failure());
    }

    /** Nothing was ever processed on either side. */
    boolean isUnproven() {
        return !session.hasEverWorked();
    }

    /** What it keeps for a peer that may come back. */
    long heldBytes() {
        return session.heldBytes();
    }

    boolean isAway() {
        return connection == null;
    }

    long unlinkedSinceNs() {
        return unlinkedSinceNs;
    }

    /** True if it has had no link for the smaller of both sides' timeouts. */
    boolean isExpired(long nowNs, long timeoutNs) {
        return connection == null && nowNs - unlinkedSinceNs >= Math.min(timeoutNs, peerTimeoutNs);
    }
}
