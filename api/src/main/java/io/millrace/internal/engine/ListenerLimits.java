// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.uri.Options;

/**
 * How much strangers may cost a listener.
 *
 * @param connections at a time, those that have not said HELLO included
 * @param connectionsPerHost of them from one host
 * @param pending of them that have not said HELLO
 * @param acceptsPerSecond the rest waits with the system
 * @param sessions with or without a link
 * @param detachedBytes that sessions without a link may hold together
 */
record ListenerLimits(
        int connections, int connectionsPerHost, int pending, int acceptsPerSecond, int sessions, long detachedBytes) {

    static ListenerLimits of(Options options) {
        return new ListenerLimits(
                options.get(EndpointOptions.MAX_CONNECTIONS),
                options.get(EndpointOptions.MAX_CONNECTIONS_PER_HOST),
                options.get(EndpointOptions.MAX_PENDING),
                options.get(EndpointOptions.ACCEPT_RATE),
                options.get(EndpointOptions.MAX_SESSIONS),
                options.get(EndpointOptions.MAX_DETACHED));
    }
}
