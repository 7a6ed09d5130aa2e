// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.internal.engine.Judge.Verdict.ESCALATE;
import static io.millrace.internal.engine.Judge.Verdict.FAIL;
import static io.millrace.internal.engine.Judge.Verdict.RECONNECT;
import static io.millrace.internal.engine.Judge.Verdict.RESTART;
import static io.millrace.internal.engine.Judge.Verdict.RETRY_EACH_SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {

    private static final long S = 1_000_000_000;

    private final Judge judge = new Judge();

    private Judge.Verdict of(ErrorCode code, long atNs) {
        return judge.verdict(MillraceException.of(code, "x", "y"), true, atNs);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theFirstFailureOfEachClassHasOneConsequence(ErrorCode code) {
        Judge.Verdict expected =
                switch (code.errorClass()) {
                    case TRANSIENT, OVERLOAD, PROTOCOL -> RECONNECT;
                    case PERMANENT -> FAIL;
                    case RESOURCE -> RETRY_EACH_SECOND;
                    case BUG -> RESTART;
                    case FATAL -> ESCALATE;
                };
        assertThat(of(code, -S)).isEqualTo(expected);
    }

    @Test
    void thePeerMayBeAwayForEver() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(of(ErrorCode.CONNECT_REFUSED, i)).isEqualTo(RECONNECT);
        }
    }

    @Test
    void theFifthBugWithinThirtySecondsEscalates() {
        for (int i = 0; i < 4; i++) {
            assertThat(of(ErrorCode.INTERNAL, i * 7L * S)).isEqualTo(RESTART);
        }
        assertThat(of(ErrorCode.INTERNAL, 28 * S)).isEqualTo(ESCALATE);
    }

    @Test
    void bugsFurtherApartNever() {
        for (int i = 0; i < 100; i++) {
            assertThat(of(ErrorCode.INTERNAL, i * 8L * S)).isEqualTo(RESTART);
        }
    }

    @Test
    void reconnectsAndRestartsAreCountedApart() {
        for (int i = 0; i < 4; i++) {
            assertThat(of(ErrorCode.INTERNAL, i)).isEqualTo(RESTART);
            assertThat(of(ErrorCode.BAD_KIND, i)).isEqualTo(RECONNECT);
            assertThat(of(ErrorCode.LINK_RESET, i)).isEqualTo(RECONNECT);
        }
        assertThat(of(ErrorCode.LINK_RESET, 5)).isEqualTo(RECONNECT);
        assertThat(of(ErrorCode.BAD_KIND, 5)).isEqualTo(FAIL);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"NOT_MILLRACE", "PEER_SPEAKS_TLS", "PEER_SPEAKS_NO_TLS", "TLS_HANDSHAKE_FAILED"})
    void aPeerThatWasUnderstoodOnceMayBabbleFourTimesAMinute(ErrorCode code) {
        judge.linked();
        for (int i = 0; i < 4; i++) {
            assertThat(of(code, i * 10L * S)).isEqualTo(RECONNECT);
        }
        assertThat(of(code, 50 * S)).isEqualTo(FAIL);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"REJECTED_AUTH", "REJECTED_VERSION", "TLS_UNTRUSTED", "SUPERSEDED"})
    void whatAPeerSaysPlainlyIsFinalAlsoIfALinkHasWorked(ErrorCode code) {
        judge.linked();
        assertThat(of(code, 0)).isEqualTo(FAIL);
    }

    @Test
    void whatALinkMayHaveChangedIsNoBreach() {
        MillraceException breach = MillraceException.of(ErrorCode.BAD_FRAME_LENGTH, "x", "y");
        for (int i = 0; i < 100; i++) {
            assertThat(judge.verdict(breach, false, i)).isEqualTo(RECONNECT);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(judge.verdict(breach, true, i)).isEqualTo(RECONNECT);
        }
        assertThat(judge.verdict(breach, true, 5)).isEqualTo(FAIL);
    }

    @Test
    void aShortageIsWaitedOutForAMinute() {
        for (int i = 0; i < 60; i++) {
            assertThat(of(ErrorCode.OUT_OF_MEMORY, i * S)).isEqualTo(RETRY_EACH_SECOND);
        }
        assertThat(of(ErrorCode.OUT_OF_MEMORY, 60 * S)).isEqualTo(FAIL);
    }

    @Test
    void aShortageThatEndedBeginsAnew() {
        assertThat(of(ErrorCode.OUT_OF_MEMORY, 0)).isEqualTo(RETRY_EACH_SECOND);
        judge.linked();
        assertThat(of(ErrorCode.OUT_OF_MEMORY, 70 * S)).isEqualTo(RETRY_EACH_SECOND);
        assertThat(of(ErrorCode.CONNECT_REFUSED, 71 * S).isFinal()).isFalse();
        assertThat(of(ErrorCode.OUT_OF_MEMORY, 140 * S)).isEqualTo(RETRY_EACH_SECOND);
    }
}
