// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

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

    /** Publishers are at it on some link, and whoever asks looks after them. */
    boolean isFilling() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.isFilling()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers are at it and have written nothing since the last look: it must not be long to the next. */
    boolean needsQuickLook() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.needsQuickLook()) {
                return true;
            }
        }
        return false;
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
