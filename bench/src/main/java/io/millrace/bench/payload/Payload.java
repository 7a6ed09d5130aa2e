// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes and reads message bodies the same way for every system. A body of 8 bytes or more begins with its sequence
 * number; everything else is a fixed pattern, so that the sum of what was read can be checked against what must have
 * been sent. Stateless; buffers stay the caller's, must be little-endian, and keep their position and limit.
 */
public final class Payload {
    public static final long FILL = 0x0102_0304_0506_0708L;
    public static final byte TAIL = 0x5A;

    /** Up to here a loop of stores beats a bulk copy. */
    public static final int LOOP_MAX_BYTES = 64;

    private static final byte[] TEMPLATE = template();

    private Payload() {}

    /** Writes {@code length} bytes at {@code offset}; {@code word} is the sequence number if there is room for it. */
    public static void write(ByteBuffer buffer, int offset, int length, long word) {
        if (length > LOOP_MAX_BYTES) {
            writeLarge(buffer, offset, length, word);
            return;
        }
        int end = offset + length;
        int at = offset;
        if (length >= Long.BYTES) {
            buffer.putLong(at, word);
            at += Long.BYTES;
            for (; at + Long.BYTES <= end; at += Long.BYTES) {
                buffer.putLong(at, FILL);
            }
        }
        for (; at < end; at++) {
            buffer.put(at, TAIL);
        }
    }

    private static void writeLarge(ByteBuffer buffer, int offset, int length, long word) {
        int wordBytes = length & -Long.BYTES;
        for (int done = 0; done < wordBytes; done += TEMPLATE.length) {
            buffer.put(offset + done, TEMPLATE, 0, Math.min(TEMPLATE.length, wordBytes - done));
        }
        buffer.putLong(offset, word);
        for (int at = wordBytes; at < length; at++) {
            buffer.put(offset + at, TAIL);
        }
    }

    /** The pattern that large bodies are copied from, a whole number of longs; not to be written to. */
    public static byte[] pattern() {
        return TEMPLATE;
    }

    /** Reads every byte: the sum of the little-endian longs, then of the bytes that are left, wrapping around. */
    public static long sum(ByteBuffer buffer, int offset, int length) {
        long sum = 0;
        int at = offset;
        int end = offset + length;
        for (int last = end - 4 * Long.BYTES; at <= last; at += 4 * Long.BYTES) {
            sum += buffer.getLong(at)
                    + buffer.getLong(at + Long.BYTES)
                    + buffer.getLong(at + 2 * Long.BYTES)
                    + buffer.getLong(at + 3 * Long.BYTES);
        }
        for (int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            sum += buffer.getLong(at);
        }
        for (; at < end; at++) {
            sum += buffer.get(at);
        }
        return sum;
    }

    /** The sequence number of a body, 0 if it has no room for one. */
    public static long word(ByteBuffer buffer, int offset, int length) {
        return length >= Long.BYTES ? buffer.getLong(offset) : 0;
    }

    /** What {@link #sum} must find in a body of this length, without the sequence number. */
    public static long fillSum(int length) {
        int words = length / Long.BYTES;
        return Math.max(0, words - 1) * FILL + (long) (length % Long.BYTES) * TAIL;
    }

    private static byte[] template() {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, TAIL);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= Long.BYTES) {
            words.putLong(FILL);
        }
        return bytes;
    }
}
