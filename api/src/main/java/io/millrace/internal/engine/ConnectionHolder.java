// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

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

    /** Publishers are at it, and the agent looks after them. */
    final boolean isFilling() {
        for (Connection connection : connections()) {
            if (connection.session().isFilling()) {
                return true;
            }
        }
        return false;
    }

    /** Publishers fill batches on a link and have written none since the last look: it must not be long to the next. */
    final boolean needsQuickLook() {
        for (Connection connection : connections()) {
            if (connection.session().isFilling() && !connection.session().isSelfPropelled()) {
                return true;
            }
        }
        return false;
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
