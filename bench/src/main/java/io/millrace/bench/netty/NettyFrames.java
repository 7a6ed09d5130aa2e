// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.netty;

import io.millrace.bench.payload.Payload;
import io.netty.buffer.ByteBuf;

/**
 * Messages between Netty peers: a 4-byte length and the body. A body of {@link #REPORT_BYTES} bytes that begins with
 * {@link #REPORT_WORD} asks how many messages were processed, or answers that with the number behind it.
 */
final class NettyFrames {
    static final int LENGTH_BYTES = 4;
    static final int MAX_BYTES = 1 << 20;
    static final int REPORT_BYTES = 16;
    static final long REPORT_WORD = -1;

    private NettyFrames() {}

    /** Appends what {@link Payload#write} would write. */
    static void write(ByteBuf buffer, int length, long word) {
        buffer.writeIntLE(length);
        if (length >= Long.BYTES) {
            int at = buffer.writerIndex();
            writePattern(buffer, length);
            buffer.setLongLE(at, word);
        } else {
            writePattern(buffer, length);
        }
    }

    private static void writePattern(ByteBuf buffer, int length) {
        int left = length;
        if (length > Payload.LOOP_MAX_BYTES) {
            byte[] pattern = Payload.pattern();
            while (left >= Long.BYTES) {
                int bytes = Math.min(left & -Long.BYTES, pattern.length);
                buffer.writeBytes(pattern, 0, bytes);
                left -= bytes;
            }
        }
        for (; left >= Long.BYTES; left -= Long.BYTES) {
            buffer.writeLongLE(Payload.FILL);
        }
        for (; left > 0; left--) {
            buffer.writeByte(Payload.TAIL);
        }
    }

    /** The same sum as {@link Payload#sum}. */
    static long sum(ByteBuf buffer, int offset, int length) {
        long sum = 0;
        int at = offset;
        int end = offset + length;
        for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            sum += buffer.getLongLE(at);
        }
        for (; at < end; at++) {
            sum += buffer.getByte(at);
        }
        return sum;
    }

    static long word(ByteBuf buffer, int offset, int length) {
        return length >= Long.BYTES ? buffer.getLongLE(offset) : 0;
    }

    static void writeReport(ByteBuf buffer, long processed) {
        buffer.writeIntLE(REPORT_BYTES);
        buffer.writeLongLE(REPORT_WORD);
        buffer.writeLongLE(processed);
    }

    static boolean isReport(int length, long word) {
        return word == REPORT_WORD && length == REPORT_BYTES;
    }
}
