// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A handler on a thread of its own that does not come back holds nobody up, and is told of all the same. */
class OwnRingStallTest {

    private static final SubscriptionOptions OWN_RING =
            SubscriptionOptions.builder().ownRing(1 << 20).build();

    private final List<LifecycleEvent> stalls = new CopyOnWriteArrayList<>();
    private final CountDownLatch degraded = new CountDownLatch(1);
    private final CountDownLatch recovered = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();

    private Millrace runtime() {
        return Millrace.builder().listener(this::note).build();
    }

    private void note(LifecycleEvent event) {
        if (event.kind() == Kind.HANDLER_STALLED) {
            stalls.add(event);
        }
        if (event.kind() == Kind.STATE_CHANGED && event.to() == LinkState.DEGRADED) {
            degraded.countDown();
        }
        if (event.kind() == Kind.STATE_CHANGED && event.from() == LinkState.DEGRADED && event.to() == LinkState.UP) {
            recovered.countDown();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isToldOnceWithStreamAndPositionAndForgottenWhenItComesBack() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        try (Millrace millrace = runtime()) {
            Endpoint server = millrace.listen("mem:own-ring-stall");
            server.subscribe("s", OWN_RING, message -> {
                if (message.position() == 64) {
                    await(release);
                }
            });
            Publication publication = millrace.connect("mem:own-ring-stall").publication("s");
            for (int i = 0; i < 3; i++) {
                publication.publish(new byte[32]);
            }
            await(degraded);
            assertThat(server.state()).isEqualTo(LinkState.DEGRADED);
            assertThat(stalls).singleElement().satisfies(event -> {
                assertThat(event.stream()).isEqualTo("s");
                assertThat(event.fromPosition()).isEqualTo(64);
                assertThat(event.detail()).contains("the handler has run for ");
            });
            release.countDown();
            await(recovered);
            assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(stalls).hasSize(1);
        }
    }

    @Test
    void aHandlerThatAsksAgainOrTakesItsTimeOverEachMessageIsNotStalled() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(149);
        try (Millrace millrace = runtime()) {
            Endpoint server = millrace.listen("mem:own-ring-slow");
            server.subscribeControlled("s", OWN_RING, message -> {
                LockSupport.parkNanos(20_000_000);
                all.countDown();
                return calls.incrementAndGet() < 75 ? Action.RETRY : Action.CONTINUE;
            });
            Publication publication = millrace.connect("mem:own-ring-slow").publication("s");
            for (int i = 0; i < 75; i++) {
                publication.publish(new byte[32]);
            }
            await(all);
            assertThat(stalls).isEmpty();
            assertThat(server.state()).isEqualTo(LinkState.UP);
        }
    }
}
