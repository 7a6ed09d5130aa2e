// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.supervision.Escalation;
import io.millrace.supervision.EscalationHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Escalations go to the log if the application does not ask for them. */
final class EscalationLog implements EscalationHandler {

    private static final String LOGGER = "io.millrace";

    @Override
    public void escalate(Escalation escalation) {
        logger().log(Level.ERROR, escalation.toString(), escalation.cause());
    }

    static void handlerThrew(Throwable thrown) {
        logger().log(Level.ERROR, "the escalation handler threw", thrown);
    }

    private static Logger logger() {
        return System.getLogger(LOGGER);
    }
}
