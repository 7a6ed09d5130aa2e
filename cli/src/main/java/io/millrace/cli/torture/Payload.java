// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Message;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * The content of a message: who published it, its counter there, a checksum of its own over everything, then bytes that differ
 * from message to message. For one thread.
 */
final class Payload {
    static final int MIN_BYTES = 24;
    private static final int COUNTER_AT = 8;
    private static final int CHECKSUM_AT = 16;
    private static final int FILLER_AT = 20;
    private static final byte[] FILLER = new byte[1 << 20];

    static {
        new Random(7).nextBytes(FILLER);
    }

    private final CRC32C checksum = new CRC32C();

    /** How long message {@code counter} is: somewhere in the range, and the same each time. */
    static int length(StreamPlan plan, long counter) {
        int spread = plan.maxBytes() - plan.minBytes() + 1;
        return plan.minBytes() + (int) Long.remainderUnsigned(counter * 0x9e3779b97f4a7c15L >>> 17, spread);
    }

    /** Writes a message into a buffer from its position on, and leaves position and limit as they were. */
    void write(ByteBuffer target, int length, long run, long counter) {
        int at = target.position();
        int limit = target.limit();
        target.putLong(at, run).putLong(at + COUNTER_AT, counter);
        target.position(at + FILLER_AT);
        int fillerLength = length - FILLER_AT;
        int from = (int) (counter * 31 % (FILLER.length - fillerLength));
        target.put(FILLER, from, fillerLength);
        target.putInt(at + CHECKSUM_AT, checksum(target, at, length));
        target.limit(limit).position(at);
    }

    static long run(Message message) {
        return message.getLong(0);
    }

    static long counter(Message message) {
        return message.getLong(COUNTER_AT);
    }

    /** Whether it is as it was written. */
    boolean isWhole(Message message) {
        ByteBuffer buffer = message.buffer();
        return message.length() >= MIN_BYTES
                && message.getInt(CHECKSUM_AT) == checksum(buffer, buffer.position(), message.length());
    }

    private int checksum(ByteBuffer bytes, int at, int length) {
        checksum.reset();
        checksum.update(bytes.limit(at + CHECKSUM_AT).position(at));
        checksum.update(bytes.limit(at + length).position(at + FILLER_AT));
        return (int) checksum.getValue();
    }
}
