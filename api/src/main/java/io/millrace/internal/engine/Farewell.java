// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.internal.session.Session;
import java.time.Duration;

/**
 * How an endpoint that closes parts from its peers: for good, or to come back. Immutable.
 *
 * @param comeBackAfterMs when peers may dial again, or less than zero: it does not come back
 */
record Farewell(int comeBackAfterMs) {

    static final Farewell FOR_GOOD = new Farewell(-1);

    static Farewell untilBackAfter(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "comeBackAfter " + time + " is outside 0.." + Integer.MAX_VALUE + " ms",
                    "say how long the restart will take at least");
        }
        return new Farewell((int) time.toMillis());
    }

    boolean isForGood() {
        return comeBackAfterMs < 0;
    }

    /** I/O agent's thread. */
    void say(Session session) {
        if (isForGood()) {
            session.goodbye();
        } else {
            session.leaveForRestart(comeBackAfterMs);
        }
    }
}
