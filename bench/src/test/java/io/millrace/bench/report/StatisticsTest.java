// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianIsTheMiddle() {
        assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Statistics.median(new double[] {9, 1, 5, 6})).isEqualTo(5.5);
        assertThat(Statistics.median(new double[0])).isNaN();
    }

    @Test
    void ratiosAreMadeOfNeighbouringRuns() {
        assertThat(Statistics.pairwiseRatios(new double[] {10, 40, 90}, new double[] {10, 20, 30}))
                .containsExactly(1, 2, 3);
        assertThat(Statistics.pairwiseRatios(new double[] {10, 40}, new double[] {10}))
                .containsExactly(1);
    }
}
