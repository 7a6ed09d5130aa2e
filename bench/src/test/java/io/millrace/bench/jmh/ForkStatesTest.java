// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForkStatesTest {
    @Test
    void splitsWhereTheScoresPartCompany() {
        assertThat(ForkStates.of(new double[] {95, 18, 97, 17, 90}))
                .containsExactly(new double[] {17, 18}, new double[] {90, 95, 97});
    }

    @Test
    void keepsOneStateWhole() {
        assertThat(ForkStates.of(new double[] {20, 25, 22})).containsExactly(new double[] {20, 22, 25});
    }

    @Test
    void theMedianOfAStateIsItsMiddle() {
        assertThat(ForkStates.median(new double[] {1, 2, 9})).isEqualTo(2);
        assertThat(ForkStates.median(new double[] {1, 2, 4, 9})).isEqualTo(3);
    }
}
