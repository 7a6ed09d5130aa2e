// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import io.millrace.bench.payload.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A preallocated event: four longs for 32 bytes, as people write it, a buffer for every other size. */
final class PayloadEvent {
    static final int FIELD_BYTES = 4 * Long.BYTES;

    private long word;
    private long first;
    private long second;
    private long third;
    private int length;
    private final @Nullable ByteBuffer buffer;

    PayloadEvent(int maxBytes) {
        buffer = maxBytes == FIELD_BYTES ? null : ByteBuffer.allocate(maxBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    void write(int bytes, long sequenceWord) {
        length = bytes;
        word = sequenceWord;
        if (buffer == null) {
            first = Payload.FILL;
            second = Payload.FILL;
            third = Payload.FILL;
        } else {
            Payload.write(buffer, 0, bytes, sequenceWord);
        }
    }

    int length() {
        return length;
    }

    long word() {
        return buffer == null ? word : Payload.word(buffer, 0, length);
    }

    long sum() {
        return buffer == null ? word + first + second + third : Payload.sum(buffer, 0, length);
    }
}
