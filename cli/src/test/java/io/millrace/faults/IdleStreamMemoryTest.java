// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What a stream takes that has carried a message and is at rest: its ring and everything around it, at the publisher's and
 * at the subscriber's end together.
 */
final class IdleStreamMemoryTest {
    private static final int STREAMS = 1_000;
    private static final long MOST_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofSeconds(1);

    private final AtomicInteger arrived = new AtomicInteger();

    @Test
    void isLessThan64KibWithARingOf32() {
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0?ring=32k");
            Endpoint client = near.connect(server.uri());
            open(server, client, "first", 10);
            Memory before = Memory.now();
            open(server, client, "stream", STREAMS);
            Memory after = Memory.now();
            long heap = (after.heapBytes() - before.heapBytes()) / STREAMS;
            long direct = (after.directBytes() - before.directBytes()) / STREAMS;
            System.out.println("an idle stream takes " + heap + " bytes of heap and " + direct + " of direct memory");
            assertThat(direct).as("the ring at least").isGreaterThanOrEqualTo(32 << 10);
            assertThat(heap + direct).as("%d of heap, %d direct", heap, direct).isLessThan(MOST_BYTES);
        }
    }

    private void open(Endpoint server, Endpoint client, String name, int count) {
        int expected = arrived.get() + count;
        for (int i = 0; i < count; i++) {
            server.subscribe(name + i, message -> arrived.incrementAndGet());
            client.publication(name + i).publish("one message");
        }
        Await.until(PATIENCE, "all", arrived::get, () -> arrived.get() == expected);
        assertThat(client.drain(PATIENCE)).isTrue();
        Await.elapsed(REST);
    }
}
