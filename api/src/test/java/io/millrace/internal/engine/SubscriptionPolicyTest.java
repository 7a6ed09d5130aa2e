// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.FailurePolicy;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.SubscriptionOptions;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Subscriptions with options, from publication to handler. */
class SubscriptionPolicyTest {

    private static SubscriptionOptions.Builder ownRing() {
        return SubscriptionOptions.builder().ownRing(1 << 20);
    }

    private static SubscriptionOptions stopping(SubscriptionOptions.Builder builder) {
        return builder.onFailure(FailurePolicy.stop()).build();
    }

    private final List<String> got = Collections.synchronizedList(new ArrayList<>());

    // ---- by hand ----

    @Test
    void aStoppedSubscriptionLeavesItsMessageToTheNext() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            Subscription first = server.subscribe("s", stopping(SubscriptionOptions.builder()), message -> {
                if (message.asString().equals("b")) {
                    throw new IllegalStateException("no b");
                }
                got.add(message.asString());
            });
            Publication publication = crank.connect("mem:x").publication("s");
            List.of("a", "b", "c")
                    .forEach(text -> publication.offer(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 1));
            crank.until("stopped", first::isClosed);
            crank.turn(5);
            assertThat(first.stopCause()).hasMessage("no b");
            assertThat(crank.events(Kind.SUBSCRIPTION_STOPPED))
                    .singleElement()
                    .satisfies(event -> assertThat(event.stream()).isEqualTo("s"));
            assertThat(publication.acknowledged()).isEqualTo(64);
            server.subscribe("s", message -> got.add(message.asString() + " again"));
            crank.until("the rest", () -> got.size() == 3);
            assertThat(got).containsExactly("a", "b again", "c again");
        }
    }

    @Test
    void aBrokenProcessFailsTheEndpoint() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            server.subscribe("s", message -> {
                throw new NoClassDefFoundError("gone");
            });
            Publication publication = crank.connect("mem:x").publication("s");
            publication.offer(new byte[1], 0, 1);
            crank.until("failed", () -> server.state() == LinkState.FAILED);
            assertThat(server.failure()).isNotNull();
            assertThat(server.failure().code()).isEqualTo(ErrorCode.FATAL_ERROR);
            assertThat(server.failure()).hasMessageContaining("gone").hasMessageContaining("stream s");
            assertThat(publication.acknowledged()).isZero();
        }
    }

    // ---- with a thread of its own ----

    @Test
    void aHandlerThatBlocksDelaysNoNeighbour() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch quick = new CountDownLatch(1000);
        AtomicReference<String> thread = new AtomicReference<>("");
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:own-ring-neighbour");
            Subscription slow = server.subscribe("slow", ownRing().build(), message -> {
                thread.set(Thread.currentThread().getName());
                goOn.await();
            });
            server.subscribe("quick", message -> quick.countDown());
            Endpoint client = millrace.connect("mem:own-ring-neighbour");
            Publication toSlow = client.publication("slow");
            for (int i = 0; i < 100; i++) {
                toSlow.publish(new byte[100]);
            }
            Publication toQuick = client.publication("quick");
            for (int i = 0; i < 1000; i++) {
                toQuick.publish(new byte[100]);
            }
            assertThat(quick.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(toSlow.acknowledged()).as("copied is not processed").isZero();
            goOn.countDown();
            assertThat(toSlow.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(slow.handled()).isEqualTo(100);
            assertThat(thread.get()).endsWith("-subscription-slow");
        }
    }

    @Test
    void manyMessagesLargeAndSmallComeInOrder() {
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:own-ring-order");
            int[] next = {0};
            int[] wrong = {0};
            Subscription subscription = server.subscribe("s", ownRing().build(), message -> {
                if (message.getInt(0) != next[0]++) {
                    wrong[0]++;
                }
            });
            Publication publication = millrace.connect("mem:own-ring-order").publication("s");
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(20_000).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 20_000; i++) {
                bytes.putInt(0, i);
                publication.publish(bytes, 0, 4 + (i % 50 == 0 ? 19_000 : i % 300), Duration.ofSeconds(20));
            }
            assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(subscription.handled()).isEqualTo(20_000);
            assertThat(wrong[0]).isZero();
        }
    }

    @Test
    void closingWaitsForTheHandlerAndTheNextGetsTheRest() throws InterruptedException {
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(9);
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:own-ring-close");
            AtomicReference<Subscription> self = new AtomicReference<>();
            Subscription first = server.subscribe("s", ownRing().build(), message -> {
                handling.countDown();
                while (!self.get().isClosed()) {
                    Thread.yield();
                }
                LockSupport.parkNanos(20_000_000);
                got.add("first " + message.asString());
            });
            self.set(first);
            Publication publication = millrace.connect("mem:own-ring-close").publication("s");
            for (int i = 0; i < 10; i++) {
                publication.publish("" + i);
            }
            assertThat(handling.await(20, TimeUnit.SECONDS)).isTrue();
            first.close();
            assertThat(got).as("the handler has returned").containsExactly("first 0");
            server.subscribe("s", ownRing().build(), message -> {
                got.add(message.asString());
                rest.countDown();
            });
            assertThat(rest.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(got).containsExactly("first 0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }

    @Test
    void aHandlerMayCloseItsOwnSubscription() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Subscription> self = new AtomicReference<>();
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("mem:own-ring-self");
            Publication publication = millrace.connect("mem:own-ring-self").publication("s");
            self.set(server.subscribe("s", ownRing().build(), message -> {
                Subscription mine = self.get();
                got.add(message.asString());
                if (mine != null) {
                    mine.close();
                    closed.countDown();
                }
            }));
            publication.publish("a");
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            self.get().close();
            assertThat(self.get().isClosed()).isTrue();
            server.subscribe("s", message -> got.add("next " + message.asString()));
            publication.publish("b");
            assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(got).containsExactly("a", "next b");
        }
    }

    @Test
    void aPolicyThatStopsItFreesTheName() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (Millrace millrace = Millrace.builder()
                .listener(event -> {
                    if (event.kind() == Kind.SUBSCRIPTION_STOPPED) {
                        stopped.countDown();
                    }
                })
                .build()) {
            Endpoint server = millrace.listen("mem:own-ring-stop");
            Subscription first = server.subscribe("s", stopping(ownRing()), message -> {
                throw new IllegalStateException("never");
            });
            Publication publication = millrace.connect("mem:own-ring-stop").publication("s");
            publication.publish("a");
            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
            first.close();
            server.subscribe("s", message -> got.add(message.asString()));
            assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(got).containsExactly("a");
        }
    }

    @Test
    void theApplicationsThreadIsNotTheHandlersInInvokerMode() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Millrace millrace =
                Millrace.builder().threading(ThreadingMode.INVOKER).build()) {
            Endpoint server = millrace.listen("mem:own-ring-invoker");
            Subscription subscription = server.subscribe("s", ownRing().build(), message -> {
                thread.set(Thread.currentThread());
                got.add(message.asString());
            });
            Publication publication = millrace.connect("mem:own-ring-invoker").publication("s");
            publication.publish("a");
            assertThat(publication.drain(Duration.ofSeconds(20))).isTrue();
            subscription.close();
        }
        assertThat(got).containsExactly("a");
        assertThat(thread.get()).isNotEqualTo(Thread.currentThread());
    }
}
