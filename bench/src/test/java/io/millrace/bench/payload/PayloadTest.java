// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final int OFFSET = 5;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 32, 33, 63, 64, 65, 100, 1024, 4096, 4097, 10_000})
    void theSumOfABodyIsItsFillAndItsSequence(int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length + 2 * OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        Payload.write(buffer, OFFSET, length, 77);

        long word = length >= Long.BYTES ? 77 : 0;
        assertThat(Payload.word(buffer, OFFSET, length)).isEqualTo(word);
        assertThat(Payload.sum(buffer, OFFSET, length)).isEqualTo(Payload.fillSum(length) + word);
        assertThat(buffer.get(OFFSET - 1)).isZero();
        assertThat(buffer.get(OFFSET + length)).isZero();
    }

    @Test
    void theMixIsTheSameEveryTimeAndSpansItsRange() {
        PayloadSizes mix = PayloadSizes.parse("mix");
        PayloadSizes again = PayloadSizes.parse("mix");
        for (int i = 0; i < mix.cycleLength(); i++) {
            assertThat(mix.at(i)).isEqualTo(again.at(i)).isBetween(1, 4096);
            assertThat(mix.at(i + mix.cycleLength())).isEqualTo(mix.at(i));
        }
        assertThat(mix.minBytes()).isEqualTo(1);
        assertThat(mix.maxBytes()).isEqualTo(4096);
        assertThat(mix.meanBytes()).isBetween(300.0, 700.0);
    }

    @Test
    void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() -> PayloadSizes.parse("0"))
                .hasMessageContaining("--size 0")
                .hasMessageContaining("1..");
        assertThatThrownBy(() -> PayloadSizes.parse("big"))
                .hasMessageContaining("'big'")
                .hasMessageContaining("mix");
    }
}
