// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck();

    @Test
    void findsNothingWrongWithAnOrder() {
        accept(0, 1, 2, 3);
        assertThat(check.missing()).isZero();
        assertThat(check.repeated()).isZero();
    }

    @Test
    void findsWhatIsMissing() {
        accept(0, 1, 5, 6);
        assertThat(check.missing()).isEqualTo(3);
        assertThat(check.repeated()).isZero();
    }

    @Test
    void findsWhatCameTwice() {
        accept(0, 1, 1, 0, 2);
        assertThat(check.missing()).isZero();
        assertThat(check.repeated()).isEqualTo(2);
    }

    @Test
    void findsASwap() {
        accept(0, 2, 1, 3);
        assertThat(check.missing() + check.repeated()).isPositive();
    }

    private void accept(long... sequence) {
        for (long number : sequence) {
            check.accept(number);
        }
    }
}
