// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestMatchTest {
    private static final List<String> KNOWN =
            List.of("ring", "window", "heartbeat", "dead-after", "session-timeout", "node", "nodelay", "tcp", "uds");

    @ParameterizedTest
    @CsvSource({
        "ring,ring",
        "RING,ring",
        "rnig,ring",
        "rin,ring",
        "rings,ring",
        "wimdow,window",
        "windwo,window",
        "heart,heartbeat",
        "deadafter,dead-after",
        "dead_after,dead-after",
        "sessionTimeout,session-timeout",
        "no,node",
        "nodlay,nodelay",
        "tpc,tcp",
        "tcp4,tcp",
        "tcps,tcp",
        "hartbeet,heartbeat"
    })
    void whatWasMeant(String typed, String expected) {
        assertThat(NearestMatch.of(typed, KNOWN)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"zzz", "x", "''", "buffer", "kafka", "ab"})
    void whatIsNearNothing(String typed) {
        assertThat(NearestMatch.of(typed, KNOWN)).isEmpty();
    }

    @Test
    void hugeInputIsNotCompared() {
        assertThat(NearestMatch.of("r".repeat(100_000), KNOWN)).isEmpty();
        assertThat(NearestMatch.of("ring", List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'','',0", "abc,abc,0", "abc,'',3", "ab,ba,1", "abcd,acbd,1", "kitten,sitting,3", "ca,abc,3"})
    void distance(String a, String b, int expected) {
        assertThat(NearestMatch.distance(a, b)).isEqualTo(expected);
        assertThat(NearestMatch.distance(b, a)).isEqualTo(expected);
    }
}
