// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames as Millrace puts them on the wire, laid out by hand: a 32-byte header, the body, padding to 32 bytes. */
final class RawFrames {
    static final int HEADER_BYTES = 32;
    static final int KIND_OFFSET = 5;
    static final int CORRELATION_OFFSET = 24;
    static final byte KIND_DATA = 1;
    static final byte KIND_PING = 22;
    static final byte KIND_PONG = 23;

    private static final int WRITE_BYTES = 64 * 1024;
    private static final byte VERSION = 1;
    private static final byte FLAGS_WHOLE_MESSAGE = (byte) 0xC0;
    private static final short STREAM = 1;

    private RawFrames() {}

    static int alignedBytes(int frameLength) {
        return frameLength + 31 & -32;
    }

    /** Frames in a prepared block: as many as fit 64 KiB, or one whole cycle of a mix. */
    static int blockFrames(PayloadSizes sizes) {
        if (sizes.cycleLength() > 1) {
            return sizes.cycleLength();
        }
        return Math.max(1, WRITE_BYTES / alignedBytes(HEADER_BYTES + sizes.at(0)));
    }

    static ByteBuffer block(PayloadSizes sizes) {
        int frames = blockFrames(sizes);
        int bytes = 0;
        for (int i = 0; i < frames; i++) {
            bytes += alignedBytes(HEADER_BYTES + sizes.at(i));
        }
        ByteBuffer block = allocate(bytes);
        int at = 0;
        for (int i = 0; i < frames; i++) {
            int length = sizes.at(i);
            putHeader(block, at, KIND_DATA, HEADER_BYTES + length, at, 0);
            Payload.write(block, at + HEADER_BYTES, length, i);
            at += alignedBytes(HEADER_BYTES + length);
        }
        return block;
    }

    static void putHeader(ByteBuffer buffer, int at, byte kind, int frameLength, long position, long correlation) {
        buffer.putInt(at, frameLength);
        buffer.put(at + 4, VERSION);
        buffer.put(at + KIND_OFFSET, kind);
        buffer.put(at + 6, FLAGS_WHOLE_MESSAGE);
        buffer.put(at + 7, (byte) 0);
        buffer.putShort(at + 8, STREAM);
        buffer.putShort(at + 10, (short) 0);
        buffer.putInt(at + 12, 0);
        buffer.putLong(at + 16, position);
        buffer.putLong(at + CORRELATION_OFFSET, correlation);
    }

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
