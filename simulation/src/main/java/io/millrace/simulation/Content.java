// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.Message;
import java.nio.ByteBuffer;

/**
 * What a message's payload says of itself, so that whoever gets it can tell which it is and whether it is whole: eight
 * bytes for ring, number and length, then words that follow from the number and their place.
 */
final class Content {

    /** Ring, number and length come first in each payload. */
    static final int LEAST_LENGTH = Long.BYTES;

    /** A length has twelve bits. */
    static final int GREATEST_LENGTH = 0xFFF;

    private Content() {}

    /** Writes a part of a message's payload, which begins at a multiple of eight of it. */
    static void write(ByteBuffer b, int at, long epoch, int number, int length, int from, int count) {
        int end = from + count;
        for (int i = from; i < end; i += Long.BYTES) {
            long word = i == 0 ? epoch << 40 | (long) number << 12 | length : word(number, i);
            if (end - i >= Long.BYTES) {
                b.putLong(at + i - from, word);
            } else {
                for (int k = i; k < end; k++) {
                    b.put(at + k - from, (byte) (word >>> 8 * (k - i)));
                }
            }
        }
    }

    private static long word(int number, int index) {
        return (31L * number + index) * 0x9E37_79B9_7F4A_7C15L;
    }

    /** True if a message has the length and the bytes that it says. */
    static boolean isIntact(Message message) {
        int length = message.length();
        if (length < LEAST_LENGTH || length != lengthOf(message.getLong(0))) {
            return false;
        }
        int number = numberOf(message.getLong(0));
        int i = Long.BYTES;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            if (message.getLong(i) != word(number, i)) {
                return false;
            }
        }
        for (int k = i; k < length; k++) {
            if (message.getByte(k) != (byte) (word(number, i) >>> 8 * (k - i))) {
                return false;
            }
        }
        return true;
    }

    static long epochOf(long content) {
        return content >>> 40;
    }

    static int numberOf(long content) {
        return (int) (content >>> 12) & 0xFFF_FFFF;
    }

    private static int lengthOf(long content) {
        return (int) content & GREATEST_LENGTH;
    }
}
