// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinkStateTest {
    @ParameterizedTest
    @CsvSource({
        "NEW,        STARTING DRAINING CLOSED",
        "STARTING,   CONNECTING UP DRAINING FAILED CLOSED",
        "CONNECTING, UP BACKOFF ISOLATED DRAINING FAILED CLOSED",
        "UP,         DEGRADED BACKOFF ISOLATED DRAINING FAILED CLOSED",
        "DEGRADED,   UP BACKOFF ISOLATED DRAINING FAILED CLOSED",
        "BACKOFF,    CONNECTING ISOLATED DRAINING FAILED CLOSED",
        "ISOLATED,   CONNECTING DRAINING CLOSED",
        "DRAINING,   CLOSED",
        "FAILED,     STARTING DRAINING CLOSED",
        "CLOSED,     ''"
    })
    void aStateHasTheseSuccessorsAndNoOthers(LinkState state, String successors) {
        assertThat(Arrays.stream(LinkState.values())
                        .filter(state::canBecome)
                        .map(Enum::name)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(successors);
    }

    @ParameterizedTest
    @EnumSource
    void fromEveryStateButClosedThereIsAWayToClosed(LinkState state) {
        assertThat(state.canBecome(LinkState.CLOSED)).isEqualTo(state != LinkState.CLOSED);
        assertThat(state.canBecome(state)).isFalse();
    }

    @Test
    void everyStateCanBeReached() {
        Set<LinkState> reached = EnumSet.of(LinkState.NEW);
        while (reached.addAll(Arrays.stream(LinkState.values())
                .filter(next -> reached.stream().anyMatch(state -> state.canBecome(next)))
                .toList())) {
            assertThat(reached).isNotEmpty();
        }
        assertThat(reached).containsExactlyInAnyOrder(LinkState.values());
    }

    @Test
    void offersGoIntoTheRingWhileThePeerIsExpected() {
        assertThat(Arrays.stream(LinkState.values()).filter(LinkState::acceptsOffers))
                .containsExactly(
                        LinkState.STARTING, LinkState.CONNECTING, LinkState.UP, LinkState.DEGRADED, LinkState.BACKOFF);
    }
}
