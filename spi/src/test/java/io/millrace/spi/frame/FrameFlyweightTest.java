// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FrameFlyweightTest {

    private static final int OFFSET = 32;

    private final ByteBuffer b = ByteBuffer.allocateDirect(128).order(ByteOrder.LITTLE_ENDIAN);

    private String hex(int length) {
        byte[] bytes = new byte[length];
        b.get(OFFSET, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aDataHeaderIsByteForByteWhatTheLayoutSays() {
        FrameFlyweight.writeDataHeader(b, OFFSET, 41, 0xFFFE, 0xABCD, 0x0102_0304_0506_0700L, -2L);
        assertThat(hex(32))
                .isEqualTo("290000000101c000" + "feffcdab00000000" + "0007060504030201" + "feffffffffffffff");
        assertThat(FrameFlyweight.frameLength(b, OFFSET)).isEqualTo(41);
        assertThat(FrameFlyweight.version(b, OFFSET)).isEqualTo(1);
        assertThat(FrameFlyweight.kind(b, OFFSET)).isEqualTo(FrameDescriptor.KIND_DATA);
        assertThat(FrameFlyweight.flags(b, OFFSET)).isEqualTo(0xC0);
        assertThat(FrameFlyweight.status(b, OFFSET)).isZero();
        assertThat(FrameFlyweight.streamId(b, OFFSET)).isEqualTo(0xFFFE);
        assertThat(FrameFlyweight.typeId(b, OFFSET)).isEqualTo(0xABCD);
        assertThat(FrameFlyweight.checksum(b, OFFSET)).isZero();
        assertThat(FrameFlyweight.position(b, OFFSET)).isEqualTo(0x0102_0304_0506_0700L);
        assertThat(FrameFlyweight.correlationId(b, OFFSET)).isEqualTo(-2L);
        assertThat(FrameFlyweight.span(b, OFFSET)).isEqualTo(64);
    }

    @Test
    void aPadHeaderIsByteForByteWhatTheLayoutSays() {
        FrameFlyweight.writePad(b, OFFSET, 0x8001, 64, 96);
        assertThat(hex(32))
                .isEqualTo("2000000001000000" + "0180000000000000" + "4000000000000000" + "6000000000000000");
        assertThat(FrameFlyweight.padSpan(b, OFFSET)).isEqualTo(96);
        assertThat(FrameFlyweight.span(b, OFFSET)).isEqualTo(96);
        assertThat(FrameFlyweight.isPlainData(b, OFFSET)).isFalse();
    }

    @Test
    void theSettersWriteWhatTheGettersRead() {
        FrameFlyweight.frameLength(b, OFFSET, 0x7FFF_FFFF);
        FrameFlyweight.version(b, OFFSET, 0xFE);
        FrameFlyweight.kind(b, OFFSET, 0xFD);
        FrameFlyweight.flags(b, OFFSET, 0xFC);
        FrameFlyweight.status(b, OFFSET, 0xFB);
        FrameFlyweight.streamId(b, OFFSET, 0xFFFA);
        FrameFlyweight.typeId(b, OFFSET, 0xFFF9);
        FrameFlyweight.checksum(b, OFFSET, -8);
        FrameFlyweight.position(b, OFFSET, -7L);
        FrameFlyweight.correlationId(b, OFFSET, -6L);
        assertThat(hex(32))
                .isEqualTo("ffffff7ffefdfcfb" + "fafff9fff8ffffff" + "f9ffffffffffffff" + "faffffffffffffff");
        assertThat(FrameFlyweight.kind(b, OFFSET)).isEqualTo(0xFD);
        assertThat(FrameFlyweight.streamId(b, OFFSET)).isEqualTo(0xFFFA);
        assertThat(FrameFlyweight.typeId(b, OFFSET)).isEqualTo(0xFFF9);
        assertThat(FrameFlyweight.checksum(b, OFFSET)).isEqualTo(-8);
    }

    @Test
    void onlyAPlainDataFrameHasTheDataWord() {
        FrameFlyweight.writeDataHeader(b, OFFSET, 32, 1, 0, 0, 0);
        assertThat(b.getLong(OFFSET) >>> 32).isEqualTo(FrameDescriptor.DATA_WORD);
        for (int at = OFFSET + FrameDescriptor.VERSION_OFFSET; at < OFFSET + FrameDescriptor.STREAM_ID_OFFSET; at++) {
            byte was = b.get(at);
            for (int value = 0; value < 256; value++) {
                b.put(at, (byte) value);
                boolean checksumOnly = at == OFFSET + FrameDescriptor.FLAGS_OFFSET
                        && value == (FrameDescriptor.FLAGS_UNFRAGMENTED | FrameDescriptor.FLAG_CHECKSUM);
                assertThat(b.getLong(OFFSET) >>> 32 == FrameDescriptor.DATA_WORD)
                        .isEqualTo((byte) value == was);
                assertThat(b.getLong(OFFSET) >>> 32 == FrameDescriptor.DATA_WORD_CHECKSUM)
                        .isEqualTo(checksumOnly);
                assertThat(FrameFlyweight.isPlainData(b, OFFSET)).isEqualTo((byte) value == was || checksumOnly);
            }
            b.put(at, was);
        }
    }

    @Test
    void theMagicIsReadableInADump() {
        b.putLong(OFFSET, FrameDescriptor.MAGIC);
        byte[] bytes = new byte[8];
        b.get(OFFSET, bytes);
        assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("MILLRACE");
    }

    @Test
    void alignRoundsUpToSlots() {
        int[][] table = {{0, 0}, {1, 32}, {31, 32}, {32, 32}, {33, 64}, {4096, 4096}, {4097, 4128}};
        for (int[] row : table) {
            assertThat(FrameDescriptor.align(row[0])).isEqualTo(row[1]);
        }
        assertThat(FrameDescriptor.align(FrameDescriptor.MAX_FRAME)).isEqualTo(FrameDescriptor.MAX_FRAME);
    }

    @Test
    void everyKindHasANameOfItsOwn() {
        long names = java.util.stream.IntStream.range(0, 256)
                .mapToObj(FrameDescriptor::kindName)
                .distinct()
                .count();
        assertThat(names).isEqualTo(256);
        assertThat(FrameDescriptor.kindName(77)).isEqualTo("kind 77");
        assertThat(FrameDescriptor.kindName(26)).isEqualTo("UNSUBSCRIBE");
    }
}
