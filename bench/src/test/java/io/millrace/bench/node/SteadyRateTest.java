// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyRateTest {
    private final SteadyRate rate = new SteadyRate();

    @Test
    void needsFourWindowsWithinFivePercent() {
        assertThat(rate.isSteadyAfter(100)).isFalse();
        assertThat(rate.isSteadyAfter(98)).isFalse();
        assertThat(rate.isSteadyAfter(96)).isFalse();
        assertThat(rate.isSteadyAfter(95)).isTrue();
    }

    @Test
    void forgetsTheSlowBeginning() {
        for (double slow : new double[] {1, 10, 50, 90}) {
            assertThat(rate.isSteadyAfter(slow)).isFalse();
        }
        assertThat(rate.isSteadyAfter(100)).isFalse();
        assertThat(rate.isSteadyAfter(100)).isFalse();
        assertThat(rate.isSteadyAfter(100)).isFalse();
        assertThat(rate.isSteadyAfter(100)).isTrue();
    }

    @Test
    void aStandstillIsNotSteady() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.isSteadyAfter(0)).isFalse();
        }
    }
}
