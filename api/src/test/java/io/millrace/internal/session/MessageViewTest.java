// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message ends where it ends, whatever lies around it in the buffer. */
class MessageViewTest {

    private static final int LENGTH = 12;

    private final ByteBuffer frames = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
    private final MessageView view = new MessageView("news", 0, () -> {
                throw new AssertionError();
            })
            .wrap(frames, 64, FrameDescriptor.HEADER_LENGTH + LENGTH);

    @Test
    void fieldsWithinTheMessageAreRead() {
        int payload = 64 + FrameDescriptor.HEADER_LENGTH;
        frames.putLong(payload + 4, 7).putInt(payload, 5);
        assertThat(view.getInt(0)).isEqualTo(5);
        assertThat(view.getLong(4)).isEqualTo(7);
        assertThat(view.getInt(8)).isZero();
        assertThat(view.getByte(0)).isEqualTo((byte) 5);
        assertThat(view.getByte(11)).isZero();
        assertThat(view.frameOffset()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -32, -1, 12, 13, Integer.MAX_VALUE - 6, Integer.MAX_VALUE})
    void whatLiesOutsideOfItIsNot(int index) {
        assertThatThrownBy(() -> view.getByte(index)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.getInt(index)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.getLong(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aFieldThatReachesBeyondItIsNamed() {
        assertThatThrownBy(() -> view.getInt(9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.getLong(5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("bytes 5 to 13 of news@0 (12 bytes)");
    }

    @Test
    void anEmptyMessageHasNoField() {
        view.moveTo(64, FrameDescriptor.HEADER_LENGTH);
        assertThatThrownBy(() -> view.getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.getLong(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
