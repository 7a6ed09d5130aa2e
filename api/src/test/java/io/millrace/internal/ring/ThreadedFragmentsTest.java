// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three threads write messages of one to many fragments into one ring, which is small, so that many lie across its end. */
class ThreadedFragmentsTest {

    private static final int PRODUCERS = 3;
    private static final int MESSAGES = 20_000;
    private static final int MAX_FRAME = 256;
    private static final int CAPACITY = 8192;

    private final SharedFrameRing ring = new SharedFrameRing(CAPACITY, 7, false, MAX_FRAME);

    @Test
    @Timeout(60)
    void messagesComeOutWholeAndEachProducersInOrder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try {
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(threads.submit(() -> produce(producer)));
            }
            FragmentReader reader = new FragmentReader(ring, MAX_FRAME);
            while (reader.ids.size() < PRODUCERS * MESSAGES) {
                if (reader.read(Long.MAX_VALUE, 1024)) {
                    ring.gate(reader.cursor());
                } else if (producers.stream().allMatch(Future::isDone) && reader.cursor() == ring.head()) {
                    break;
                } else {
                    Thread.yield();
                }
            }
            for (Future<?> producer : producers) {
                producer.get(1, TimeUnit.SECONDS);
            }
            int[] next = new int[PRODUCERS];
            for (int i = 0; i < reader.ids.size(); i++) {
                int producer = (int) (reader.ids.get(i) % PRODUCERS);
                assertThat(reader.ids.get(i)).isEqualTo(id(producer, next[producer]));
                assertThat(reader.lengths.get(i)).isEqualTo(length(producer, next[producer]));
                next[producer]++;
            }
            assertThat(next).containsOnly(MESSAGES);
        } finally {
            threads.shutdownNow();
        }
    }

    private void produce(int producer) {
        for (int sequence = 0; sequence < MESSAGES; sequence++) {
            int length = length(producer, sequence);
            long position = claim(length);
            if (sequence % 53 == 52) {
                ring.abort(position, FragmentReader.span(ring, MAX_FRAME, position, length));
                position = claim(length);
            }
            FragmentReader.publish(ring, MAX_FRAME, position, length, id(producer, sequence));
        }
    }

    private static long id(int producer, int sequence) {
        return (long) sequence * PRODUCERS + producer;
    }

    private static int length(int producer, int sequence) {
        return (sequence * 131 + producer * 977)
                % (FragmentLayout.largestPayload(CAPACITY / 2, MAX_FRAME) + 1)
                / (sequence % 4 == 0 ? 1 : FrameDescriptor.ALIGNMENT);
    }

    private long claim(int length) {
        while (true) {
            long position = FragmentReader.claim(ring, MAX_FRAME, length);
            if (position != FrameRing.NO_ROOM) {
                return position;
            }
            Thread.yield();
        }
    }
}
