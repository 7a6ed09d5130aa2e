// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.Sender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** Appends an entry a message, or as many messages as fit into an entry, by a client used by hand. */
final class HandSender implements Sender {
    private final String address;
    private final EntryAppender appender;
    private final PayloadSizes sizes;
    private final int packedBytes;
    private long position;

    /** {@code packedBytes} 0: an entry a message. */
    HandSender(String address, EntryAppender appender, PayloadSizes sizes, int packedBytes) {
        this.address = address;
        this.appender = appender;
        this.sizes = sizes;
        this.packedBytes = packedBytes;
    }

    @Override
    public Lane lane(int producer) {
        return packedBytes == 0
                ? (sequence, count) -> publishEach(producer, sequence, count)
                : (sequence, count) -> publishPacked(producer, sequence, count);
    }

    private int publishEach(int producer, long sequence, int count) {
        for (long index = sequence; index < sequence + count; index++) {
            int length = sizes.at(index);
            appender.append(HandBody.of(length, ProducerWord.of(producer, index)), position);
            position += length;
        }
        return count;
    }

    private int publishPacked(int producer, long sequence, int count) {
        int published = 0;
        while (published < count) {
            byte[] bytes = new byte[packedBytes];
            ByteBuffer packed = HandBody.wrap(bytes);
            int at = 0;
            int length = sizes.at(sequence + published);
            do {
                packed.putInt(at, length);
                at += HandBody.LENGTH_BYTES;
                Payload.write(packed, at, length, ProducerWord.of(producer, sequence + published));
                at += length;
                published++;
                length = sizes.at(sequence + published);
            } while (packedBytes - at >= HandBody.LENGTH_BYTES + length);
            appender.append(at == packedBytes ? bytes : Arrays.copyOf(bytes, at), position);
            position += at;
        }
        return published;
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        // The lane is at rest
        appender.flush();
        return HandledCount.await(address, published, timeout);
    }

    @Override
    public void close() {
        appender.close();
    }
}
