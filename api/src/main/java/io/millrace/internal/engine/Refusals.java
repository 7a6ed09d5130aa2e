// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom an endpoint has refused something, and why: each is counted, and the first few of a kind are told one by one. After that a
 * second has one event of a kind, which says how many it stands for, so that whoever can connect cannot fill a log. I/O
 * agent's thread, but for {@link #counts}.
 */
final class Refusals {

    /** Of each reason, told one by one. */
    static final int TOLD_AT_ONCE = 10;

    private final EndpointStatus endpoint;
    private final Map<ErrorCode, Reason> reasons = new EnumMap<>(ErrorCode.class);

    private static final class Reason {
        final TokenBucket events;
        long count;
        long untold;

        @Nullable MillraceException newest;

        String newestDetail = "";

        Reason(long nowNs) {
            events = new TokenBucket(TOLD_AT_ONCE, 1, nowNs);
        }
    }

    Refusals(EndpointStatus endpoint) {
        this.endpoint = endpoint;
    }

    /** Somebody was refused something. */
    void refused(MillraceException cause, String detail, long nowNs) {
        Reason reason;
        synchronized (this) {
            reason = reasons.computeIfAbsent(cause.code(), code -> new Reason(nowNs));
            reason.count++;
        }
        endpoint.attemptFailed(cause.code());
        reason.untold++;
        reason.newest = cause;
        reason.newestDetail = detail;
        if (reason.events.take(nowNs)) {
            tell(reason);
        }
    }

    /** What was kept back is told, if it is time. */
    void tick(long nowNs) {
        for (Reason reason : reasons.values()) {
            if (reason.untold > 0 && reason.events.take(nowNs)) {
                tell(reason);
            }
        }
    }

    private void tell(Reason reason) {
        String more = reason.untold > 1 ? " (and " + (reason.untold - 1) + " more since the last event like this)" : "";
        reason.untold = 0;
        MillraceException cause = reason.newest;
        reason.newest = null;
        endpoint.emit(LifecycleEvent.of(Kind.ATTEMPT_FAILED, endpoint.title(), "", reason.newestDetail + more, cause));
    }

    /** How many, by reason. Any thread. */
    synchronized Map<ErrorCode, Long> counts() {
        Map<ErrorCode, Long> counts = new EnumMap<>(ErrorCode.class);
        reasons.forEach((code, reason) -> counts.put(code, reason.count));
        return counts;
    }
}
