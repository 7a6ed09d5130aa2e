// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameChecksumTest {

    private static final int OFFSET = 13;

    private final FrameChecksum checksum = new FrameChecksum();

    /** The definition, bit by bit: CRC-32C, reflected polynomial 0x82F63B78. */
    private static int bitwise(byte[] frame, int frameLength) {
        int crc = -1;
        for (int i = 0; i < frameLength; i++) {
            if (i >= 12 && i < 16) {
                continue;
            }
            crc ^= frame[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
            }
        }
        return ~crc;
    }

    // 4084 + 16 is where the bytes without the checksum first exceed the scratch array
    @ParameterizedTest
    @ValueSource(ints = {32, 33, 63, 64, 4095, 4096, 4099, 4100, 4101, 8196, 8197, 70_001})
    void isTheCrc32cOfAllButItsOwnBytes(int frameLength) {
        byte[] frame = new byte[frameLength];
        new Random(frameLength).nextBytes(frame);
        for (ByteBuffer b : new ByteBuffer[] {
            ByteBuffer.allocate(OFFSET + frameLength), ByteBuffer.allocateDirect(OFFSET + frameLength)
        }) {
            b.order(ByteOrder.LITTLE_ENDIAN);
            b.put(OFFSET, frame);
            FrameFlyweight.frameLength(b, OFFSET, frameLength);
            FrameFlyweight.flags(b, OFFSET, 0);
            assertThat(checksum.verify(b, OFFSET)).as("no flag").isFalse();

            checksum.seal(b, OFFSET);
            b.get(OFFSET, frame);
            assertThat(FrameFlyweight.checksum(b, OFFSET)).isEqualTo(bitwise(frame, frameLength));
            assertThat(checksum.verify(b, OFFSET)).isTrue();
            assertThat(checksum.verify(b.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN), OFFSET))
                    .isTrue();
            assertThat(b.position()).isZero();

            int last = OFFSET + frameLength - 1;
            b.put(last, (byte) (b.get(last) ^ 1));
            assertThat(checksum.verify(b, OFFSET)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 31, 65, Integer.MAX_VALUE})
    void aLengthThatDoesNotFitIsAWrongChecksum(int frameLength) {
        ByteBuffer b = ByteBuffer.allocate(OFFSET + 64).order(ByteOrder.LITTLE_ENDIAN);
        FrameFlyweight.flags(b, OFFSET, FrameDescriptor.FLAG_CHECKSUM);
        FrameFlyweight.frameLength(b, OFFSET, frameLength);
        assertThat(checksum.verify(b, OFFSET)).isFalse();
        assertThat(checksum.verify(b, b.limit() - 3)).isFalse();
    }
}
