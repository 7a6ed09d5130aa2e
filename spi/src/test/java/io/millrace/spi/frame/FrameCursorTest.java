// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCursorTest {

    private static final int MAX_FRAME = 100;

    private final ByteBuffer b = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    private final FrameCursor cursor = new FrameCursor(MAX_FRAME);

    @Test
    void anUnwrappedCursorHasNothing() {
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.remainingLength()).isZero();
    }

    @Test
    void walksWholeFramesAndLeavesTheRest() {
        FrameFlyweight.writeDataHeader(b, 7, 33, 1, 0, 0, 0);
        FrameFlyweight.writeDataHeader(b, 71, 32, 1, 0, 64, 0);
        FrameFlyweight.writeDataHeader(b, 103, MAX_FRAME, 1, 0, 96, 0);
        cursor.wrap(b, 7, 96 + 127);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(7);
        assertThat(cursor.frameLength()).isEqualTo(33);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(71);
        assertThat(cursor.frameLength()).isEqualTo(32);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.remainingOffset()).isEqualTo(103);
        assertThat(cursor.remainingLength()).isEqualTo(127);

        cursor.wrap(b, cursor.remainingOffset(), 128);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.frameLength()).isEqualTo(MAX_FRAME);
        assertThat(cursor.remainingLength()).isZero();
        assertThat(b.position()).isZero();
    }

    @Test
    void aPadTakesThirtyTwoBytesOnTheWireWhateverItSpans() {
        FrameFlyweight.writePad(b, 0, 1, 0, 4096);
        FrameFlyweight.writeDataHeader(b, 32, 40, 1, 0, 4096, 0);
        cursor.wrap(b, 0, 96);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 31, MAX_FRAME + 1, Integer.MAX_VALUE, 0x20544547})
    void aLengthThatCannotBeIsRefusedWithItsFirstFourBytes(int length) {
        b.putInt(0, length);
        cursor.wrap(b, 0, 3);
        assertThat(cursor.next()).isFalse();
        cursor.wrap(b, 0, 4);
        assertThatThrownBy(cursor::next)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FRAME_LENGTH))
                .hasMessageContaining(Integer.toString(length))
                .hasMessageContaining("32 to 100");
    }

    @Test
    void theLongestFrameCanBeChanged() {
        b.putInt(0, 200);
        cursor.wrap(b, 0, 224);
        cursor.maxFrame(200);
        assertThat(cursor.next()).isTrue();
        assertThatThrownBy(() -> cursor.maxFrame(31)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursor.maxFrame(FrameDescriptor.MAX_FRAME + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
