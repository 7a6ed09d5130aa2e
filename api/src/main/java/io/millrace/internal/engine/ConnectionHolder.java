// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.Session;

/** What an agent asks of all the connections of an endpoint at once. Agent's thread. */
abstract class ConnectionHolder {

    /** Its connections that carry a session at the moment, or are about to. */
    abstract Connection[] connections();

    abstract IoAgent agent();

    final void flush() {
        for (Connection connection : connections()) {
            connection.session().transmitter().trySend();
        }
    }

    final void controlWork() {
        for (Connection connection : connections()) {
            connection.controlWork();
        }
    }

    /** What acknowledgements are here for a session, of which a publisher waits for them. */
    final void takeAcknowledgements(Session session) {
        for (Connection connection : connections()) {
            if (connection.session() == session) {
                connection.takeAcknowledgements();
            }
        }
    }

    final void beforeSleep() {
        long nowNs = agent().nanoTime();
        for (Connection connection : connections()) {
            connection.beforeSleep(nowNs);
        }
    }

    final boolean hasSendable() {
        for (Connection connection : connections()) {
            if (connection.session().hasSendable()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers count on the agent to look again, and have not woken it. */
    final boolean isOverlooked() {
        for (Connection connection : connections()) {
            if (connection.isOverlooked()) {
                return true;
            }
        }
        return false;
    }

    /** A burst of publishers has ended since the last call. */
    final boolean takeEndedBurst() {
        boolean ended = false;
        for (Connection connection : connections()) {
            ended |= connection.session().burst().takeEnded();
        }
        return ended;
    }

    /** Messages wait for a handler that asked for them again: look often. */
    final boolean hasParked() {
        for (Connection connection : connections()) {
            if (connection.session().hasParked()) {
                return true;
            }
        }
        return false;
    }
}
