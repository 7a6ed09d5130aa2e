// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.SessionToken;
import io.millrace.error.ErrorCode;
import io.millrace.error.RejectedException;
import io.millrace.error.RemoteText;
import io.millrace.internal.session.SessionId;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Whether a token whose signature is good holds here, now, and for this session. The one place of the engine that reads
 * the wall clock: a token's times were written by another machine.
 */
final class TokenCheck {

    private final String audience;
    private final InstantSource wallClock;
    private final long skewSeconds;
    private final TokenUse use;
    private final ReplayMemory memory;

    TokenCheck(String audience, InstantSource wallClock, Duration skew, TokenUse use, ReplayMemory memory) {
        this.audience = audience;
        this.wallClock = wallClock;
        this.skewSeconds = skew.toSeconds();
        this.use = use;
        this.memory = memory;
    }

    /** Audience, time, replay, in this order. */
    void check(SessionToken token, SessionId session) {
        if (!token.audience().equals(audience)) {
            throw new RejectedException(
                    ErrorCode.TOKEN_AUDIENCE,
                    of(token) + " is for listener '" + RemoteText.clean(token.audience(), 256) + "', this is '"
                            + audience + "' (option name)",
                    "sign tokens with this listener's name as audience");
        }
        long now = now();
        if (now > token.expiresAt().getEpochSecond() + skewSeconds) {
            throw expired(token, "ended " + (now - token.expiresAt().getEpochSecond()) + " s ago");
        }
        if (now < token.issuedAt().getEpochSecond() - skewSeconds) {
            throw expired(token, "begins in " + (token.issuedAt().getEpochSecond() - now) + " s");
        }
        if (use == TokenUse.ONCE && memory.isReplay(token.id(), session)) {
            throw new RejectedException(
                    ErrorCode.TOKEN_REPLAYED,
                    of(token) + " was shown by another session before",
                    "a token for each process, or token-use=many");
        }
    }

    /** It is let in: from now on the token is this session's. */
    void use(SessionToken token, SessionId session) {
        long until = token.expiresAt().getEpochSecond() + skewSeconds;
        if (use == TokenUse.ONCE && !memory.remember(token.id(), session, until, now())) {
            throw new RejectedException(
                    ErrorCode.REJECTED_LIMIT,
                    of(token) + ": " + memory.size() + " tokens that have not expired are remembered, there is no room",
                    "sign tokens for a shorter time, or set token-use=many");
        }
    }

    private RejectedException expired(SessionToken token, String when) {
        return new RejectedException(
                ErrorCode.TOKEN_EXPIRED,
                of(token) + " " + when + ", clocks may differ by " + skewSeconds + " s (token-skew)",
                "sign a new one; check the clocks of both machines");
    }

    private static String of(SessionToken token) {
        return "the session token of '" + RemoteText.clean(token.subject(), 256) + "'";
    }

    private long now() {
        return wallClock.instant().getEpochSecond();
    }
}
