// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever arrives, a decoder either understands exactly what is there or says PROTOCOL: what it accepts must encode to
 * the same bytes again, and nothing but a {@link ProtocolException} may come out of it.
 */
class HostileFrameTest {

    /** Each bit, a few bits, all bits. */
    private static final int[] CHANGES = {1, 2, 4, 8, 16, 32, 64, 128, 3, 0x55, 0x7F, 0xFF};

    private final FrameChecksum checksum = new FrameChecksum();

    static Stream<Arguments> checksummedFrames() {
        Map<String, byte[]> frames = new LinkedHashMap<>(SampleFrames.all());
        frames.remove("DATA");
        frames.remove("PAD");
        return frames.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    static Stream<Arguments> allFrames() {
        return SampleFrames.all().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allFrames")
    void whatIsEncodedDecodesToTheSameBytes(String name, byte[] frame) {
        assertThat(Recoding.recode(frame, name.contains("checksum"))).isEqualTo(frame);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checksummedFrames")
    void aChangedByteIsFoundOrChangesNothing(String name, byte[] frame) {
        int frameLength = FrameFlyweight.frameLength(Recoding.littleEndian(frame), 0);
        for (int i = 0; i < frame.length; i++) {
            for (int change = 1; change < 256; change++) {
                byte[] changed = frame.clone();
                changed[i] ^= (byte) change;
                byte[] recoded = recodeOrNull(changed, true);
                // CRC32C finds every error burst of up to 32 bits, so only padding can differ unnoticed.
                if (recoded != null && (i < frameLength || !Arrays.equals(recoded, frame))) {
                    fail("%s: byte %d ^ %d went through as %s", name, i, change, Arrays.toString(recoded));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checksummedFrames")
    void aChangedByteUnderAValidChecksumIsUnderstoodOrRefused(String name, byte[] frame) {
        for (int i = 0; i < frame.length; i++) {
            for (int change : CHANGES) {
                byte[] changed = frame.clone();
                changed[i] ^= (byte) change;
                assertUnderstoodOrRefused(name, changed);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checksummedFrames")
    void manyChangedBytesUnderAValidChecksumAreUnderstoodOrRefused(String name, byte[] frame) {
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 4_000; round++) {
            byte[] changed = frame.clone();
            for (int n = 2 + random.nextInt(4); n > 0; n--) {
                changed[random.nextInt(frame.length)] = interesting(random);
            }
            assertUnderstoodOrRefused(name, changed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allFrames")
    void aTruncatedFrameIsWaitedFor(String name, byte[] frame) {
        for (int length = 0; length < frame.length; length++) {
            assertThat(Recoding.recode(Arrays.copyOf(frame, length), false)).isNull();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checksummedFrames")
    void aDecoderRefusesALengthBeyondTheBuffer(String name, byte[] frame) {
        int kind = FrameFlyweight.kind(Recoding.littleEndian(frame), 0);
        int frameLength = FrameFlyweight.frameLength(Recoding.littleEndian(frame), 0);
        if (FrameDescriptor.isStreamKind(kind)) {
            return;
        }
        for (int length = 0; length < frameLength; length++) {
            ByteBuffer cut = Recoding.littleEndian(Arrays.copyOf(frame, length));
            assertThat(checksum.verify(cut, 0)).isFalse();
            assertThatThrownBy(() -> ControlFrame.check(cut, 0, kind, 32)).isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checksummedFrames")
    void aShorterLengthUnderAValidChecksumIsUnderstoodOrRefused(String name, byte[] frame) {
        for (int length = 0; length < frame.length; length++) {
            byte[] changed = frame.clone();
            FrameFlyweight.frameLength(Recoding.littleEndian(changed), 0, length);
            assertUnderstoodOrRefused(name, changed);
        }
    }

    private static byte interesting(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (byte) 0xFF;
            case 2 -> (byte) (1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
        };
    }

    private void assertUnderstoodOrRefused(String name, byte[] changed) {
        ByteBuffer b = Recoding.littleEndian(changed);
        int frameLength = FrameFlyweight.frameLength(b, 0);
        if (frameLength >= FrameDescriptor.HEADER_LENGTH && frameLength <= changed.length) {
            FrameFlyweight.checksum(b, 0, checksum.computeChecksum(b, 0));
        }
        byte[] recoded = recodeOrNull(changed, true);
        if (recoded != null) {
            if (!Arrays.equals(recoded, 0, frameLength, changed, 0, frameLength)) {
                fail("%s: %s understood as %s", name, Arrays.toString(changed), Arrays.toString(recoded));
            }
        }
    }

    /** Any exception but the one that is allowed fails the test. */
    private static byte[] recodeOrNull(byte[] bytes, boolean checksums) {
        try {
            return Recoding.recode(bytes, checksums);
        } catch (ProtocolException e) {
            if (e.errorClass() != ErrorClass.PROTOCOL && e.code() != ErrorCode.NOT_MILLRACE) {
                fail("not a protocol error", e);
            }
            return null;
        }
    }
}
