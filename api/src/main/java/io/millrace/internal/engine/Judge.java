// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is to be done about a failure: the table of error classes as code. Reconnecting (the peer is away, no failure of
 * ours) has no limit; restarting (code of ours threw) has one, and the two are counted apart. One for an endpoint, or for
 * a listener's session. I/O agent's thread.
 */
final class Judge {

    /** The consequence. */
    enum Verdict {
        /** The peer or the path is away: try again, after a random wait. */
        RECONNECT,
        /** Something is exhausted: try again each second. */
        RETRY_EACH_SECOND,
        /** A bug: begin anew, at once. */
        RESTART,
        /** No retry until somebody changes something. */
        FAIL,
        /** The same, and nobody but the application's owner can help. */
        ESCALATE;

        boolean isFinal() {
            return this == FAIL || this == ESCALATE;
        }
    }

    private static final Set<ErrorCode> INCOMPREHENSIBLE = EnumSet.of(
            ErrorCode.NOT_MILLRACE,
            ErrorCode.PEER_SPEAKS_TLS,
            ErrorCode.PEER_SPEAKS_NO_TLS,
            ErrorCode.TLS_HANDSHAKE_FAILED);

    static final long SHORTAGE_LIMIT_NS = 60_000_000_000L;

    private final Strikes protocol = new Strikes(60_000_000_000L);
    private final Strikes bugs = new Strikes(30_000_000_000L);
    private boolean inShortage;
    private long shortageSinceNs;
    private boolean acquainted;

    /**
     * Judges one failure.
     *
     * @param isCertain whether a breach of the protocol is the peer's doing beyond doubt; a frame that nothing vouches
     *     for may have been changed on its way
     */
    Verdict verdict(MillraceException cause, boolean isCertain, long nowNs) {
        if (cause.errorClass() != ErrorClass.RESOURCE) {
            inShortage = false;
        }
        return switch (judged(cause)) {
            case TRANSIENT, OVERLOAD -> Verdict.RECONNECT;
            case PROTOCOL -> isCertain && protocol.isOut(nowNs) ? Verdict.FAIL : Verdict.RECONNECT;
            case PERMANENT -> Verdict.FAIL;
            case RESOURCE -> shortage(nowNs);
            case BUG -> bugs.isOut(nowNs) ? Verdict.ESCALATE : Verdict.RESTART;
            case FATAL -> Verdict.ESCALATE;
        };
    }

    /**
     * Who has never spoken our language at this address is not a peer, and nobody need ask again. Once a link has worked
     * the same bytes are no proof: something on the way has swallowed the first of them, or answers in the peer's place while
     * it starts again. That is counted as a breach of the protocol is.
     */
    private ErrorClass judged(MillraceException cause) {
        return acquainted && INCOMPREHENSIBLE.contains(cause.code()) ? ErrorClass.PROTOCOL : cause.errorClass();
    }

    private Verdict shortage(long nowNs) {
        if (!inShortage) {
            inShortage = true;
            shortageSinceNs = nowNs;
        }
        return nowNs - shortageSinceNs >= SHORTAGE_LIMIT_NS ? Verdict.FAIL : Verdict.RETRY_EACH_SECOND;
    }

    /** A link works: what was short is there again, and the peer is one. */
    void linked() {
        inShortage = false;
        acquainted = true;
    }
}
