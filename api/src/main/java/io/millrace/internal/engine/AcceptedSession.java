// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.Session;
import io.millrace.spi.frame.Handshake;
import org.jspecify.annotations.Nullable;

/** A listener's record of a session: whose it is, and since when it has no link. I/O agent's thread. */
final class AcceptedSession {

    private final Session session;
    private final String identity;
    private final long peerTimeoutNs;
    private @Nullable Connection connection;
    private long unlinkedSinceNs;

    AcceptedSession(Session session, Handshake hello) {
        this.session = session;
        this.identity = hello.identity();
        this.peerTimeoutNs = Math.max(1, hello.sessionTimeoutMs()) * 1_000_000L;
    }

    Session session() {
        return session;
    }

    String identity() {
        return identity;
    }

    @Nullable Connection connection() {
        return connection;
    }

    void linked(Connection newest) {
        connection = newest;
    }

    void unlinked(long nowNs) {
        connection = null;
        unlinkedSinceNs = nowNs;
    }

    /** True if it has had no link for the smaller of both sides' timeouts. */
    boolean isExpired(long nowNs, long timeoutNs) {
        return connection == null && nowNs - unlinkedSinceNs >= Math.min(timeoutNs, peerTimeoutNs);
    }
}
