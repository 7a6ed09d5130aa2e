// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.nio.ByteBuffer;

/**
 * What a message's payload says of itself, so that whoever gets it can tell which it is and whether it is whole: eight
 * bytes for ring, number and length, then bytes that follow from the number.
 */
final class Content {

    /** Ring, number and length come first in each payload. */
    static final int LEAST_LENGTH = Long.BYTES;

    private Content() {}

    static void write(ByteBuffer b, int payload, long epoch, int number, int length) {
        b.putLong(payload, epoch << 40 | (long) number << 12 | length);
        for (int i = LEAST_LENGTH; i < length; i++) {
            b.put(payload + i, filler(number, i));
        }
    }

    static byte filler(int number, int index) {
        return (byte) (number * 31 + index);
    }

    static long epochOf(long content) {
        return content >>> 40;
    }

    static int numberOf(long content) {
        return (int) (content >>> 12) & 0xFFF_FFFF;
    }

    static int lengthOf(long content) {
        return (int) content & 0xFFF;
    }
}
