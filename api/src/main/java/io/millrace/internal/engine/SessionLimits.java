// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import java.util.function.BiConsumer;

/** How many sessions a listener keeps, and how much those without a link may hold. I/O agent's thread. */
final class SessionLimits {

    private final ListenerLimits limits;
    private final SessionTable sessions;
    private final Refusals refusals;
    private final BiConsumer<Session, String> end;

    /** @param end ends a session, for a reason */
    SessionLimits(ListenerLimits limits, SessionTable sessions, Refusals refusals, BiConsumer<Session, String> end) {
        this.limits = limits;
        this.sessions = sessions;
        this.refusals = refusals;
        this.end = end;
    }

    /** If there are too many the one makes way that has been away longest and over which nothing was ever processed. */
    boolean hasRoom(long nowNs) {
        if (sessions.size() < limits.sessions()) {
            return true;
        }
        AcceptedSession useless = sessions.longestAway(AcceptedSession::isUnproven);
        if (useless == null) {
            return false;
        }
        dismiss(useless, full(), nowNs);
        return true;
    }

    /** Why there is no room. */
    MillraceException full() {
        return Threshold.full(
                ErrorCode.TOO_MANY_SESSIONS, "there are " + limits.sessions() + " sessions here (max-sessions)");
    }

    /** What sessions hold that nobody may come back for is limited: who has been away longest goes first. */
    void boundDetached(long nowNs) {
        long heldBytes = sessions.detachedBytes();
        while (heldBytes > limits.detachedBytes()) {
            AcceptedSession longest = sessions.longestAway(accepted -> true);
            if (longest == null) {
                return;
            }
            heldBytes -= longest.heldBytes();
            dismiss(
                    longest,
                    Threshold.full(
                            ErrorCode.TOO_MUCH_DETACHED,
                            "sessions without a link held more than " + limits.detachedBytes()
                                    + " bytes (max-detached)"),
                    nowNs);
        }
    }

    private void dismiss(AcceptedSession accepted, MillraceException cause, long nowNs) {
        refusals.refused(cause, "session " + accepted.session().id() + " ended", nowNs);
        end.accept(accepted.session(), cause.detail());
    }
}
