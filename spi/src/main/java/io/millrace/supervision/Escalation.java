// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import io.millrace.error.MillraceException;
import java.util.Objects;

/**
 * A failure that supervision cannot mend: a bug that showed five times within 30 seconds, or a broken virtual machine or
 * class path. Made by the engine, handed to the {@link EscalationHandler}; immutable, for any thread.
 *
 * @param endpoint role and URI of the endpoint that has failed, secrets redacted
 * @param session id of the accepted session that has failed, or empty if it is the endpoint as a whole
 * @param cause what was thrown last
 */
public record Escalation(String endpoint, String session, MillraceException cause) {

    public Escalation {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(cause, "cause");
    }

    /** One line for a log. */
    @Override
    public String toString() {
        return endpoint + (session.isEmpty() ? "" : " session " + session) + " has failed and is not restarted: "
                + cause.getMessage();
    }
}
