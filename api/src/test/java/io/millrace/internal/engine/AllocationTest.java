// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between the claim and the handler's return nothing is allocated for a message. */
class AllocationTest {

    private static final int MESSAGES = 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ByteBuffer payload = ByteBuffer.allocateDirect(32);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsAllocatedForAMessage(boolean exclusive) {
        AtomicLong ioThread = new AtomicLong();
        long[] sum = new long[1];
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:allocation");
            server.subscribe("s", message -> {
                ioThread.lazySet(Thread.currentThread().getId());
                sum[0] += message.getLong(0);
            });
            Endpoint client = millrace.connect("mem:allocation");
            Publication publication = exclusive ? client.exclusivePublication("s") : client.publication("s");
            publish(publication, MESSAGES);
            long own = Thread.currentThread().getId();
            long before = THREADS.getThreadAllocatedBytes(own) + THREADS.getThreadAllocatedBytes(ioThread.get());
            publish(publication, MESSAGES);
            long after = THREADS.getThreadAllocatedBytes(own) + THREADS.getThreadAllocatedBytes(ioThread.get());
            assertThat((double) (after - before) / MESSAGES)
                    .as("bytes a message, both threads together")
                    .isLessThan(1.0);
            assertThat(sum[0]).isEqualTo((long) MESSAGES * (MESSAGES - 1));
        }
    }

    /** Half by offer, half by claim, until all of it has been handled. */
    private void publish(Publication publication, int count) {
        for (int i = 0; i < count; i++) {
            payload.putLong(0, Long.reverseBytes(i));
            while (!(i % 2 == 0 ? offer(publication) : claim(publication))) {
                Thread.yield();
            }
        }
        assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
    }

    private boolean offer(Publication publication) {
        return publication.offer(payload, 0, 32) == OfferStatus.ACCEPTED;
    }

    private boolean claim(Publication publication) {
        try (Claim claim = publication.claim(32)) {
            if (!claim.isAccepted()) {
                return false;
            }
            claim.buffer().put(payload.clear());
            claim.commit();
            return true;
        }
    }
}
