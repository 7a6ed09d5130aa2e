// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.PublishApi;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Threads;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import org.junit.jupiter.api.Test;

class MillraceUrisTest {

    @Test
    void aFewGetTheDefaults() {
        assertThat(MillraceUris.listening(settings(Scenario.THROUGHPUT, 1, ""))).isEqualTo("tcp://127.0.0.1:0");
        assertThat(MillraceUris.listening(settings(Scenario.CONNECTIONS, 10, "")))
                .isEqualTo("tcp://127.0.0.1:0?ring=32k");
    }

    @Test
    void asManyStreamsAsAreMeasuredMayCome() {
        assertThat(MillraceUris.listening(settings(Scenario.STREAMS, 10_000, "")))
                .isEqualTo("tcp://127.0.0.1:0?ring=32k&max-streams=10000");
    }

    @Test
    void asManyConnectionsAsAreMeasuredMayCome() {
        assertThat(MillraceUris.listening(settings(Scenario.CONNECTIONS, 5_000, "")))
                .contains("&max-connections=", "&max-connections-per-host=", "&max-pending=", "&max-sessions=")
                .doesNotContain("max-streams");
    }

    @Test
    void whatTheUserSaysHolds() {
        String own = "ring=64k&max-streams=3";
        assertThat(MillraceUris.listening(settings(Scenario.STREAMS, 10_000, own)))
                .isEqualTo("tcp://127.0.0.1:0?" + own);
    }

    @Test
    void limitsAreTheListenersAlone() {
        RunSettings settings = settings(Scenario.STREAMS, 10_000, "");
        String listening = MillraceUris.listening(settings);
        assertThat(MillraceUris.connecting(settings, listening)).isEqualTo("tcp://127.0.0.1:0?ring=32k");
    }

    private static RunSettings settings(Scenario scenario, int count, String options) {
        return new RunSettings(
                "millrace",
                Transport.TCP,
                scenario,
                PayloadSizes.parse("32"),
                WaitMode.ADAPTIVE,
                Threads.SHARED,
                PublishApi.CLAIM,
                0,
                1,
                1,
                0,
                count,
                options);
    }
}
