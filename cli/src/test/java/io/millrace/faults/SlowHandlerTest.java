// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The publisher could be ten times faster than the handler, and is held back. Default settings. */
final class SlowHandlerTest {
    private static final long HANDLER_NS = 5_000;
    private static final long HEAP_TOLERANCE = 2 << 20;
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    @Test
    void holdsThePublisherBackWithinConstantMemory() {
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0");
            server.subscribe("numbers", this::handle);
            Publication numbers = near.connect(server.uri()).publication("numbers");
            try (Pump pump = Pump.start(numbers)) {
                Await.elapsed(WARM_UP);
                Memory before = Memory.now();
                Await.elapsed(Pace.of(Duration.ofSeconds(2), Duration.ofSeconds(30)));
                Memory after = Memory.now();

                long published = pump.stop();
                assertThat(numbers.drain(Duration.ofSeconds(20))).isTrue();
                ledger.assertExactly(published);
                assertThat(pump.refused()).isPositive();
                assertThat(after.directBytes()).isLessThanOrEqualTo(before.directBytes());
                assertThat(after.heapBytes()).isLessThan(before.heapBytes() + HEAP_TOLERANCE);
            }
        }
        assertThat(events.count(Kind.BACK_PRESSURED)).as(events.toString()).isPositive();
        assertThat(events.count(Kind.LINK_DOWN)).as(events.toString()).isZero();
    }

    private void handle(Message message) {
        long untilNs = System.nanoTime() + HANDLER_NS;
        ledger.accept(message);
        while (System.nanoTime() < untilNs) {
            Thread.onSpinWait();
        }
    }
}
