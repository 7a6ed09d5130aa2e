// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void counts() {
        assertThat(Figures.count(5_000_000)).isEqualTo("5,000,000");
        assertThat(Figures.count(1, "message")).isEqualTo("1 message");
        assertThat(Figures.count(0, "message")).isEqualTo("0 messages");
    }

    @Test
    void bytesInDecimalUnits() {
        assertThat(Figures.bytes(0)).isEqualTo("0 B");
        assertThat(Figures.bytes(999)).isEqualTo("999 B");
        assertThat(Figures.bytes(1_000)).isEqualTo("1.00 kB");
        assertThat(Figures.bytes(98_765_432)).isEqualTo("98.8 MB");
        assertThat(Figures.bytes(999_999_999)).isEqualTo("1.00 GB");
    }

    @Test
    void rates() {
        assertThat(Figures.messageRate(1_920_000, 1_000_000_000)).isEqualTo("1.92 M msg/s");
        assertThat(Figures.messageRate(1, 50_000)).isEqualTo("20.0 k msg/s");
        assertThat(Figures.messageRate(7, 0)).isEqualTo("0 msg/s");
        assertThat(Figures.byteRate(150, 1_000_000_000)).isEqualTo("150 B/s");
    }

    @Test
    void durationsInThreeFigures() {
        assertThat(Figures.duration(999)).isEqualTo("999 ns");
        assertThat(Figures.duration(41_020)).isEqualTo("41.0 µs");
        assertThat(Figures.duration(412_400_000)).isEqualTo("412 ms");
        assertThat(Figures.duration(1_030_000_000)).isEqualTo("1.03 s");
        assertThat(Figures.duration(59_960_000_000L)).isEqualTo("60.0 s");
    }
}
