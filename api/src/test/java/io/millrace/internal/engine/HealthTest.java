// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Health;
import io.millrace.Millrace;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final SimulatedNetwork network = new SimulatedNetwork();

    @Test
    void aRuntimeWithoutEndpointsIsWell() {
        try (HandCranked crank = new HandCranked(network)) {
            crank.turn(1);
            Health health = crank.runtime.health();
            assertThat(health).isEqualTo(new Health(true, true, java.util.List.of()));
        }
    }

    @Test
    void itIsReadyWhenEveryRequiredEndpointWorks() {
        try (HandCranked crank = new HandCranked(network)) {
            Endpoint client = crank.connect("sim:x");
            crank.connect("sim:elsewhere?required=false");
            crank.turn(3);
            assertThat(crank.runtime.health().live()).isTrue();
            assertThat(crank.runtime.health().ready()).isFalse();
            assertThat(crank.runtime.health().reasons())
                    .hasSize(2)
                    .anySatisfy(reason ->
                            assertThat(reason).startsWith("client sim:x is ").contains("CONNECT_REFUSED"))
                    .anySatisfy(reason -> assertThat(reason).contains("and not required"));
            crank.listen("sim:x");
            crank.until("up", () -> client.state() == LinkState.UP);
            assertThat(crank.runtime.health().ready()).isTrue();
            client.isolate();
            crank.turn(1);
            assertThat(crank.runtime.health().ready()).isFalse();
        }
    }

    /** Not a flag that somebody sets: a loop that does not turn says nothing, and that is what is seen. */
    @Test
    void aLoopThatDoesNotTurnIsNotLive() {
        try (HandCranked crank = new HandCranked(network)) {
            crank.listen("sim:x");
            crank.turn(1);
            crank.passUnseen(Duration.ofSeconds(9));
            assertThat(crank.runtime.health().live()).isTrue();
            crank.passUnseen(Duration.ofSeconds(2));
            Health stuck = crank.runtime.health();
            assertThat(stuck.live()).isFalse();
            assertThat(stuck.ready()).isFalse();
            assertThat(stuck.reasons()).singleElement().asString().contains("no progress for 11 s");
            crank.turn(1);
            assertThat(crank.runtime.health().live()).isTrue();
        }
    }

    @Test
    void aClosedRuntimeIsNeither() {
        Millrace millrace = Millrace.create();
        assertThat(millrace.health().live()).isTrue();
        millrace.close();
        assertThat(millrace.health().live()).isFalse();
        assertThat(millrace.health().ready()).isFalse();
        assertThat(millrace.health().reasons()).contains("the runtime is closed");
    }
}
