// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrikesTest {

    private final Strikes strikes = new Strikes(60);

    @Test
    void theFifthWithinTheWindowIsOut() {
        for (int i = 0; i < 4; i++) {
            assertThat(strikes.isOut(-30 + i)).isFalse();
        }
        assertThat(strikes.isOut(29)).isTrue();
    }

    @Test
    void theFifthAfterTheWindowIsNot() {
        for (int i = 0; i < 4; i++) {
            assertThat(strikes.isOut(i)).isFalse();
        }
        assertThat(strikes.isOut(60)).isFalse();
        assertThat(strikes.isOut(60)).as("1, 2, 3, 60, 60").isTrue();
    }

    @Test
    void theWindowSlides() {
        for (int i = 0; i < 100; i++) {
            assertThat(strikes.isOut(i * 15L)).isFalse();
        }
        assertThat(strikes.isOut(99 * 15L + 14))
                .as("four intervals of 15 but one of 14")
                .isTrue();
    }
}
