// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.Burst;
import java.util.Arrays;

/**
 * The endpoints of an agent, and what is asked of all their connections at once. Changed on the I/O agent's thread; any
 * thread may look at {@link #all}.
 */
final class EndpointTable {

    private volatile EngineEndpoint[] endpoints = {};

    EngineEndpoint[] all() {
        return endpoints;
    }

    void add(EngineEndpoint endpoint) {
        EngineEndpoint[] before = endpoints;
        EngineEndpoint[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = endpoint;
        endpoints = after;
    }

    void remove(EngineEndpoint endpoint) {
        endpoints = Arrays.stream(endpoints).filter(e -> e != endpoint).toArray(EngineEndpoint[]::new);
    }

    /** How long whoever asks may nap while publishers are at it on some links, in nanoseconds; 0 if they are on none. */
    long napNs() {
        long shortest = Long.MAX_VALUE;
        boolean filling = false;
        boolean others = false;
        for (EngineEndpoint endpoint : endpoints) {
            for (Connection connection : endpoint.connections()) {
                long ns = connection.session().napNs();
                filling |= ns > 0;
                others |= ns == 0;
                shortest = ns > 0 ? Math.min(shortest, ns) : shortest;
            }
        }
        if (!filling) {
            return 0;
        }
        return others ? Math.min(shortest, Burst.NAP_NS) : shortest;
    }

    /** True if a burst has ended since the last call: the next sleep is to be a short one. */
    boolean takeEndedBurst() {
        boolean ended = false;
        for (EngineEndpoint endpoint : endpoints) {
            ended |= endpoint.takeEndedBurst();
        }
        return ended;
    }

    /** Messages wait for a handler that asked for them again. */
    boolean hasParked() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.hasParked()) {
                return true;
            }
        }
        return false;
    }
}
