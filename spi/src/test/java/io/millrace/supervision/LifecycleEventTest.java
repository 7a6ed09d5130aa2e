// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.supervision.LifecycleEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleEventTest {
    private static final String CLIENT = "client tcp://127.0.0.1:7400";

    @Test
    void aStateChangeNamesBothStatesTheAttemptAndTheCause() {
        LinkException refused =
                new LinkException(ErrorCode.CONNECT_REFUSED, "nobody listens on 127.0.0.1:7400", "start it");
        LifecycleEvent event = LifecycleEvent.stateChanged(CLIENT, "", LinkState.CONNECTING, LinkState.BACKOFF, refused)
                .withRetry(3, 412_345_678);

        assertThat(event)
                .hasToString("client tcp://127.0.0.1:7400: CONNECTING → BACKOFF (attempt 3, next in 412 ms): "
                        + "[MR-2004 CONNECT_REFUSED] nobody listens on 127.0.0.1:7400 — start it");
    }

    @Test
    void aStateChangeWithoutACauseIsShort() {
        assertThat(LifecycleEvent.stateChanged(CLIENT, "", LinkState.NEW, LinkState.STARTING, null))
                .hasToString("client tcp://127.0.0.1:7400: NEW → STARTING");
    }

    @Test
    void aGapNamesTheStreamTheRangeAndTheReason() {
        assertThat(LifecycleEvent.gap(CLIENT, "5f3a", "orders", 640, 1280, "the publisher restarted"))
                .hasToString("client tcp://127.0.0.1:7400 session 5f3a stream orders: gap (positions 640 to 1280): "
                        + "the publisher restarted");
    }

    @Test
    void aLossWithoutAKnownEndSaysSo() {
        assertThat(LifecycleEvent.loss(CLIENT, "", "orders", 0, LifecycleEvent.NO_POSITION, "session expired"))
                .hasToString("client tcp://127.0.0.1:7400 stream orders: loss (positions 0 to an unknown end): "
                        + "session expired");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 ms",
        "999,0 µs",
        "1500,1 µs",
        "999999,999 µs",
        "1000000,1 ms",
        "9999999999,9999 ms",
        "10000000000,10 s"
    })
    void theWaitIsRoundedToWhatAPersonReads(long retryAfterNs, String expected) {
        assertThat(LifecycleEvent.of(Kind.ATTEMPT_FAILED, CLIENT, "", "", null).withRetry(1, retryAfterNs))
                .hasToString(CLIENT + ": attempt failed (attempt 1, next in " + expected + ")");
    }

    @Test
    void anErrorOfSeveralLinesBecomesOne() {
        ConfigurationException cause =
                new ConfigurationException(ErrorCode.INVALID_URI, "bad:\n    tcp://x\n        ^", "hint");

        assertThat(LifecycleEvent.of(Kind.LINK_DOWN, CLIENT, "", "", cause).toString())
                .doesNotContain("\n")
                .endsWith(": link down: [MR-1001 INVALID_URI] bad: | tcp://x | ^ — hint");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindReadsAsWords(Kind kind) {
        assertThat(LifecycleEvent.ofStream(kind, "server mem:x", "s", "orders", "detail", null)
                        .toString())
                .matches("server mem:x session s stream orders: [a-z ]+: detail");
    }
}
