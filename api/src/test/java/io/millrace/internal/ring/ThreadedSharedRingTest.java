// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: three producers, one consumer that dawdles so that the ring is full most of the time. */
class ThreadedSharedRingTest {

    private static final int PRODUCERS = 3;
    private static final int FRAMES = 200_000;

    private final SharedFrameRing ring = new SharedFrameRing(64 * 1024, 9, false);

    @Test
    @Timeout(60)
    void eachProducersSequenceComesOutInOrderAndWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try {
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(threads.submit(() -> produce(producer)));
            }
            long[] next = new long[PRODUCERS];
            consume(next, producers);
            for (Future<?> producer : producers) {
                producer.get(1, TimeUnit.SECONDS);
            }
            assertThat(next).containsOnly(FRAMES);
            assertThat(ring.scan(ring.head(), Long.MAX_VALUE, 1024, new FrameRun()))
                    .isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    private void produce(int producer) {
        for (int sequence = 0; sequence < FRAMES; ) {
            int payload = payloadLength(producer, sequence);
            int aligned = FrameDescriptor.align(FrameDescriptor.HEADER_LENGTH + payload);
            long position = claim(aligned);
            if (sequence % 97 == 96) {
                // Give one up, then publish the same message.
                ring.abort(position, aligned);
                position = claim(aligned);
            }
            int offset = ring.offset(position);
            ByteBuffer b = ring.buffer();
            FrameFlyweight.writeDataHeader(b, offset, 32 + payload, 9, producer, position, sequence);
            for (int i = 0; i < payload; i += 8) {
                b.putLong(offset + 32 + i, sequence * 31L + producer);
            }
            ring.publish(position, aligned);
            sequence++;
        }
    }

    private static int payloadLength(int producer, int sequence) {
        // Now and then a large one, which has to reserve its room.
        return sequence % 1000 == 999 ? 8 * 1024 : 8 * ((sequence * 7 + producer) % 12);
    }

    private long claim(int aligned) {
        while (true) {
            long position = ring.tryClaim(aligned);
            if (position != FrameRing.NO_ROOM) {
                return position;
            }
            Thread.yield();
        }
    }

    private void consume(long[] next, List<Future<?>> producers) {
        FrameRun run = new FrameRun();
        long cursor = 0;
        long left = (long) PRODUCERS * FRAMES;
        int turn = 0;
        while (left > 0) {
            if (!ring.scan(cursor, Long.MAX_VALUE, 4096, run)) {
                if (producers.stream().allMatch(Future::isDone) && cursor == ring.head()) {
                    break;
                }
                Thread.yield();
                continue;
            }
            left -= check(run, next);
            cursor = run.end();
            if (++turn % 8 == 0) {
                Thread.yield();
            }
            ring.gate(cursor);
        }
        assertThat(left).isZero();
    }

    private int check(FrameRun run, long[] next) {
        ByteBuffer b = ring.buffer();
        int offset = ring.offset(run.from());
        int stop = offset + run.wireLength();
        long position = run.from();
        int messages = 0;
        while (offset < stop) {
            if (FrameFlyweight.position(b, offset) != position) {
                throw new AssertionError("a frame at " + position + " says " + FrameFlyweight.position(b, offset));
            }
            if (FrameFlyweight.kind(b, offset) == FrameDescriptor.KIND_DATA) {
                checkMessage(b, offset, next);
                messages++;
            }
            offset += ring.wireLengthAt(position);
            position = ring.endOf(position);
        }
        return messages;
    }

    private static void checkMessage(ByteBuffer b, int offset, long[] next) {
        int producer = FrameFlyweight.typeId(b, offset);
        long sequence = FrameFlyweight.correlationId(b, offset);
        if (sequence != next[producer]) {
            throw new AssertionError("producer " + producer + ": " + sequence + " instead of " + next[producer]);
        }
        next[producer]++;
        int payload = FrameFlyweight.frameLength(b, offset) - 32;
        if (payload != payloadLength(producer, (int) sequence)) {
            throw new AssertionError("message " + sequence + " of " + producer + " has " + payload + " bytes");
        }
        for (int i = 0; i < payload; i += 8) {
            if (b.getLong(offset + 32 + i) != sequence * 31 + producer) {
                throw new AssertionError("byte " + i + " of message " + sequence + " of " + producer);
            }
        }
    }
}
