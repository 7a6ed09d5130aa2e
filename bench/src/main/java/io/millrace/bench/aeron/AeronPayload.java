// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.millrace.bench.payload.Payload;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@link Payload} over Agrona's buffers, as who uses Aeron writes and reads. Stateless. */
final class AeronPayload {
    private AeronPayload() {}

    static void write(MutableDirectBuffer buffer, int offset, int length, long word) {
        int at = offset;
        int end = offset + length;
        if (length > Payload.LOOP_MAX_BYTES) {
            byte[] pattern = Payload.pattern();
            int wordBytes = length & -Long.BYTES;
            for (int done = 0; done < wordBytes; done += pattern.length) {
                buffer.putBytes(offset + done, pattern, 0, Math.min(pattern.length, wordBytes - done));
            }
            buffer.putLong(offset, word);
            at = offset + wordBytes;
        } else if (length >= Long.BYTES) {
            buffer.putLong(at, word);
            for (at += Long.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
                buffer.putLong(at, Payload.FILL);
            }
        }
        for (; at < end; at++) {
            buffer.putByte(at, Payload.TAIL);
        }
    }

    static long sum(DirectBuffer buffer, int offset, int length) {
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
            sum += buffer.getByte(at);
        }
        return sum;
    }

    static long word(DirectBuffer buffer, int offset, int length) {
        return length >= Long.BYTES ? buffer.getLong(offset) : 0;
    }
}
