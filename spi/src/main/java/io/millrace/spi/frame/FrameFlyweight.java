// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.CHECKSUM_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.CORRELATION_ID_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.DATA_WORD;
import static io.millrace.spi.frame.FrameDescriptor.FLAGS_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.KIND_PAD;
import static io.millrace.spi.frame.FrameDescriptor.LENGTH_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.POSITION_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.STATUS_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.STREAM_ID_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.TYPE_ID_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.VERSION_OFFSET;

import java.nio.ByteBuffer;

/**
 * Reads and writes the header of the frame that starts at {@code offset} of a buffer. Stateless: any thread may call
 * it on bytes that it owns, or that a sequencer has published to it. The accesses are ordinary loads and stores; who
 * publishes and who may read is the ring's affair. Nothing is allocated and nothing is validated: {@link HeaderRules}
 * does that once, where bytes come from outside.
 *
 * <p>The buffer must be in {@link java.nio.ByteOrder#LITTLE_ENDIAN} order. Its position and limit are neither used nor
 * changed, except that the limit bounds every access.
 */
public final class FrameFlyweight {

    private static final long PAD_WORDS = FrameDescriptor.word(KIND_PAD, 0) << 32 | HEADER_LENGTH;

    private FrameFlyweight() {}

    /** Header and payload in bytes, without padding. */
    public static int frameLength(ByteBuffer b, int offset) {
        return b.getInt(offset + LENGTH_OFFSET);
    }

    public static int version(ByteBuffer b, int offset) {
        return b.get(offset + VERSION_OFFSET) & 0xFF;
    }

    public static int kind(ByteBuffer b, int offset) {
        return b.get(offset + KIND_OFFSET) & 0xFF;
    }

    public static int flags(ByteBuffer b, int offset) {
        return b.get(offset + FLAGS_OFFSET) & 0xFF;
    }

    public static int status(ByteBuffer b, int offset) {
        return b.get(offset + STATUS_OFFSET) & 0xFF;
    }

    public static int streamId(ByteBuffer b, int offset) {
        return b.getShort(offset + STREAM_ID_OFFSET) & 0xFFFF;
    }

    public static int typeId(ByteBuffer b, int offset) {
        return b.getShort(offset + TYPE_ID_OFFSET) & 0xFFFF;
    }

    /** The 32 bits of the checksum field. */
    public static int checksum(ByteBuffer b, int offset) {
        return b.getInt(offset + CHECKSUM_OFFSET);
    }

    public static long position(ByteBuffer b, int offset) {
        return b.getLong(offset + POSITION_OFFSET);
    }

    public static long correlationId(ByteBuffer b, int offset) {
        return b.getLong(offset + CORRELATION_ID_OFFSET);
    }

    public static void frameLength(ByteBuffer b, int offset, int frameLength) {
        b.putInt(offset + LENGTH_OFFSET, frameLength);
    }

    public static void version(ByteBuffer b, int offset, int version) {
        b.put(offset + VERSION_OFFSET, (byte) version);
    }

    public static void kind(ByteBuffer b, int offset, int kind) {
        b.put(offset + KIND_OFFSET, (byte) kind);
    }

    public static void flags(ByteBuffer b, int offset, int flags) {
        b.put(offset + FLAGS_OFFSET, (byte) flags);
    }

    public static void status(ByteBuffer b, int offset, int status) {
        b.put(offset + STATUS_OFFSET, (byte) status);
    }

    public static void streamId(ByteBuffer b, int offset, int streamId) {
        b.putShort(offset + STREAM_ID_OFFSET, (short) streamId);
    }

    public static void typeId(ByteBuffer b, int offset, int typeId) {
        b.putShort(offset + TYPE_ID_OFFSET, (short) typeId);
    }

    public static void checksum(ByteBuffer b, int offset, int checksum) {
        b.putInt(offset + CHECKSUM_OFFSET, checksum);
    }

    public static void position(ByteBuffer b, int offset, long position) {
        b.putLong(offset + POSITION_OFFSET, position);
    }

    public static void correlationId(ByteBuffer b, int offset, long correlationId) {
        b.putLong(offset + CORRELATION_ID_OFFSET, correlationId);
    }

    /** True for an unfragmented DATA frame of version 1 without headers, with or without a checksum. */
    public static boolean isPlainData(ByteBuffer b, int offset) {
        return (b.getLong(offset) >>> 32 & ~(FrameDescriptor.FLAG_CHECKSUM << 16)) == DATA_WORD;
    }

    /**
     * Writes the header of an unfragmented DATA frame in four stores, with a checksum of 0. The payload, if any, goes
     * to {@code offset + HEADER_LENGTH}; the padding behind it is the caller's.
     */
    public static void writeDataHeader(
            ByteBuffer b, int offset, int frameLength, int streamId, int typeId, long position, long correlationId) {
        b.putLong(offset, DATA_WORD << 32 | frameLength);
        b.putLong(offset + STREAM_ID_OFFSET, streamId | (long) typeId << 16);
        b.putLong(offset + POSITION_OFFSET, position);
        b.putLong(offset + CORRELATION_ID_OFFSET, correlationId);
    }

    /**
     * Writes the header of a stream frame in four stores, with a checksum of 0.
     *
     * @param word kind, flags and status, as {@link FrameDescriptor#word(int, int, int)} puts them together
     */
    public static void writeHeader(
            ByteBuffer b,
            int offset,
            long word,
            int frameLength,
            int streamId,
            int typeId,
            long position,
            long correlationId) {
        b.putLong(offset, word << 32 | frameLength);
        b.putLong(offset + STREAM_ID_OFFSET, streamId | (long) typeId << 16);
        b.putLong(offset + POSITION_OFFSET, position);
        b.putLong(offset + CORRELATION_ID_OFFSET, correlationId);
    }

    /**
     * Writes the header of a PAD that covers {@code spanBytes} of the ring, itself included. The bytes behind the
     * header are left as they are: they never travel.
     */
    public static void writePad(ByteBuffer b, int offset, int streamId, long position, int spanBytes) {
        b.putLong(offset, PAD_WORDS);
        b.putLong(offset + STREAM_ID_OFFSET, streamId);
        b.putLong(offset + POSITION_OFFSET, position);
        b.putLong(offset + CORRELATION_ID_OFFSET, spanBytes);
    }

    /** The bytes of the ring that a PAD covers, its header included. */
    public static long padSpan(ByteBuffer b, int offset) {
        return b.getLong(offset + CORRELATION_ID_OFFSET);
    }

    /** The bytes by which a frame moves the position of its stream: a PAD's span, or the aligned length. */
    public static long span(ByteBuffer b, int offset) {
        return kind(b, offset) == KIND_PAD ? padSpan(b, offset) : FrameDescriptor.align(frameLength(b, offset));
    }
}
