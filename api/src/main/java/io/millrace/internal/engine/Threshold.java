// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** How many links a listener has, of whom, and whether one more is one too many. I/O agent's thread. */
final class Threshold {

    private final ListenerLimits limits;
    private final HostCounts connections = new HostCounts();

    Threshold(ListenerLimits limits) {
        this.limits = limits;
    }

    void enter(String host) {
        connections.enter(host);
    }

    void leave(String host) {
        connections.leave(host);
    }

    /**
     * Which limit one more connection would pass.
     *
     * @param pending how many have not said HELLO
     * @return null if there is room
     */
    @Nullable MillraceException reached(String host, int pending) {
        if (connections.of(host) >= limits.connectionsPerHost()) {
            return full(
                    ErrorCode.TOO_MANY_FROM_HOST,
                    "one host has " + limits.connectionsPerHost() + " connections here (max-connections-per-host)");
        }
        if (connections.total() >= limits.connections()) {
            return full(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "there are " + limits.connections() + " connections here (max-connections)");
        }
        if (pending >= limits.pending()) {
            return full(
                    ErrorCode.TOO_MANY_PENDING,
                    limits.pending() + " connections have not said who they are (max-pending)");
        }
        return null;
    }

    static MillraceException full(ErrorCode code, String what) {
        return MillraceException.of(code, what, "if they are welcome raise the limit at the listener");
    }
}
