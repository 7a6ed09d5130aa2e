// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.HandledMessage;
import org.jspecify.annotations.Nullable;

/**
 * What is done for an endpoint while a handler, or in INVOKER threading the application, holds its agent up: what waits
 * is sent, signs of life are given, a stalled handler is told. The watchdog's thread.
 */
final class StandIn {

    private final EngineEndpoint endpoint;
    private final Attention attention;
    private long lastPulseNs;

    StandIn(EngineEndpoint endpoint, Attention attention) {
        this.endpoint = endpoint;
        this.attention = attention;
    }

    void look(long nowNs) {
        IoAgent agent = endpoint.agent();
        if (agent.isInHandler()) {
            noteStall(nowNs - agent.cycleNs());
        }
        boolean pulse = nowNs - lastPulseNs >= endpoint.config().session().heartbeatNs() / 2;
        if (pulse) {
            lastPulseNs = nowNs;
        }
        for (Connection connection : endpoint.connections()) {
            if (pulse) {
                connection.session().pulse(nowNs);
            }
            connection.session().transmitter().trySend();
        }
    }

    private void noteStall(long forNs) {
        HandledMessage at = handled();
        if (attention.stalled(forNs, at) && at != null) {
            // Not on the watchdog's thread, which others need: a listener may wait for the very handler.
            Thread teller = new Thread(
                    () -> attention.tellStall(forNs, at), endpoint.agent().roleName() + "-stalled");
            teller.setDaemon(true);
            teller.start();
        }
    }

    private @Nullable HandledMessage handled() {
        for (Connection connection : endpoint.connections()) {
            HandledMessage handled = connection.session().handled();
            if (handled != null) {
                return handled;
            }
        }
        return null;
    }
}
