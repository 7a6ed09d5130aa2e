// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.InternalException;
import io.millrace.spi.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {
    private static final int CAPACITY = 64;

    private final ByteSource source = new ByteSource();
    private final ReceiveBuffer buffer = new ReceiveBuffer(direct(CAPACITY));

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void startsAtTheFrontAgainWhenAllWasTaken() throws IOException {
        for (int i = 0; i < 10; i++) {
            buffer.readFrom(source.offer(40), new FixedFramesAt(0));
            assertThat(source.lastReadAt()).isZero();
        }
    }

    private record FixedFramesAt(int expectedOffset) implements FrameSink {
        @Override
        public int onBytes(ByteBuffer bytes, int offset, int length) {
            assertThat(offset).isEqualTo(expectedOffset);
            return length;
        }
    }

    @Test
    void leavesAnIncompleteFrameWhereItIsWhileThereIsRoom() throws IOException {
        buffer.readFrom(source.offer(40), (bytes, offset, length) -> 30);
        buffer.readFrom(source.offer(8), (bytes, offset, length) -> {
            assertThat(offset).isEqualTo(30);
            assertThat(length).isEqualTo(18);
            return 0;
        });
        assertThat(source.lastReadAt()).isEqualTo(40);
        // 48 of 64 are used: a quarter is left
        buffer.readFrom(source.offer(8), (bytes, offset, length) -> 0);
        assertThat(source.lastReadAt()).isEqualTo(48);
        // 56 are used, and the frame of 26 bytes moves to the front
        buffer.readFrom(source.offer(1), (bytes, offset, length) -> {
            assertThat(offset).isZero();
            assertThat(length).isEqualTo(27);
            return length;
        });
        assertThat(source.lastReadAt()).isEqualTo(26);
        assertThat(buffer.buffer().capacity()).isEqualTo(CAPACITY);
    }

    @Test
    void growsForAFrameLargerThanItself() throws IOException {
        for (int i = 0; i < 4; i++) {
            buffer.readFrom(source.offer(64), (bytes, offset, length) -> 0);
        }
        FixedFrames sink = new FixedFrames(257, 0);
        buffer.readFrom(source.offer(1), sink);
        assertThat(sink.position()).isEqualTo(257);
        assertThat(buffer.buffer().capacity()).isEqualTo(512);
        assertThat(buffer.buffer().isDirect()).isTrue();
    }

    @Test
    void aSinkThatThrowsHasTakenNothing() throws IOException {
        assertThatThrownBy(() -> buffer.readFrom(source.offer(10), (bytes, offset, length) -> {
                    throw new IllegalStateException("handler");
                }))
                .isInstanceOf(IllegalStateException.class);
        FixedFrames sink = new FixedFrames(20, 0);
        buffer.readFrom(source.offer(10), sink);
        assertThat(sink.position()).isEqualTo(20);
    }

    @Test
    void aSinkThatTakesMoreThanThereIsIsABug() {
        assertThatThrownBy(() -> buffer.readFrom(source.offer(10), (bytes, offset, length) -> 11))
                .isInstanceOf(InternalException.class)
                .hasMessageContaining("11 of 10");
    }

    @Test
    void whatOneSinkLeavesIsOfferedToTheNextAtOnce() throws IOException {
        FrameSink greeting = (bytes, offset, length) -> 10;
        buffer.readFrom(source.offer(30), greeting);
        assertThat(buffer.owes(greeting)).isFalse();
        FixedFrames session = new FixedFrames(10, 10);
        assertThat(buffer.owes(session)).isTrue();

        assertThat(buffer.readFrom(source.offer(0), session)).isZero();

        assertThat(session.position()).isEqualTo(30);
        assertThat(buffer.pendingBytes()).isZero();
    }
}
