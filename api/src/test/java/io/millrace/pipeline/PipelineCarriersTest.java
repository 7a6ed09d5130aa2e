// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static io.millrace.pipeline.PipelineTest.put;
import static io.millrace.pipeline.Stage.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.PublicationOptions;
import io.millrace.SlowConsumerPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines between endpoints: what feeds them, and what they go out to. */
class PipelineCarriersTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Millrace millrace = Millrace.create();
    private final Millrace other = Millrace.create();
    private final List<Long> received = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        millrace.close();
        other.close();
    }

    private static void until(BooleanSupplier holds) {
        long startNs = System.nanoTime();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).as("in time").isLessThan(SOON.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void whatTheLastStageLetsThroughIsSent(int stages) {
        Endpoint server = other.listen("mem:carried" + stages);
        server.subscribe("numbers", message -> received.add(message.getLong(0)));
        Endpoint client = millrace.connect("mem:carried" + stages);
        PipelineBuilder builder = millrace.pipeline("carried").threads(2);
        for (int i = 0; i < stages; i++) {
            long dropped = i;
            builder.stage("drops" + i, (message, stage) -> {
                if (message.getLong(0) % 10 == dropped) {
                    stage.drop();
                }
            });
        }
        try (Pipeline carried = builder.to(client, "numbers").start()) {
            numbers(5000).forEach(i -> put(carried.input(), i));
            assertThat(carried.drain(SOON)).isTrue();
            assertThat(carried.input().acknowledged()).isEqualTo(carried.input().position());
        }
        assertThat(received)
                .isEqualTo(numbers(5000).stream().filter(i -> i % 10 >= stages).toList());
    }

    @Test
    void oneRingGoesOutOverSeveralCarriers() {
        List<Long> second = Collections.synchronizedList(new ArrayList<>());
        other.listen("mem:a").subscribe("left", message -> received.add(message.getLong(0)));
        other.listen("mem:b").subscribe("right", message -> second.add(message.getLong(0)));
        try (Pipeline tee = millrace.pipeline("tee")
                .ringBytes(64 << 10)
                .stage("count", (message, stage) -> {})
                .to(millrace.connect("mem:a"), "left")
                .to(
                        millrace.connect("mem:b"),
                        "right",
                        PublicationOptions.builder().priority(3).build())
                .start()) {
            numbers(20_000).forEach(i -> put(tee.input(), i));
            assertThat(tee.drain(SOON)).isTrue();
        }
        assertThat(received).isEqualTo(numbers(20_000));
        assertThat(second).isEqualTo(numbers(20_000));
    }

    @Test
    void aCarrierIsWaitedForUnlessItsPolicySaysOtherwise() {
        AtomicBoolean slow = new AtomicBoolean(true);
        AtomicLong gotten = new AtomicLong();
        other.listen("mem:quick").subscribe("quick", message -> received.add(message.getLong(0)));
        other.listen("mem:slow").subscribeControlled("slow", message -> {
            if (slow.get()) {
                return Action.RETRY;
            }
            gotten.incrementAndGet();
            return Action.CONTINUE;
        });
        try (Pipeline tee = millrace.pipeline("tee")
                .ringBytes(64 << 10)
                .to(millrace.connect("mem:quick"), "quick")
                .to(
                        millrace.connect("mem:slow"),
                        "slow",
                        PublicationOptions.builder()
                                .slowConsumer(SlowConsumerPolicy.SKIP)
                                .build())
                .start()) {
            // Far more than the ring: the slow one must be made to skip for the quick one to get everything
            numbers(5_000).forEach(i -> put(tee.input(), i));
            until(() -> received.size() == 5_000);
            slow.set(false);
            until(() -> gotten.get() > 0);
            assertThat(tee.drain(SOON)).isTrue();
            assertThat(gotten.get()).isBetween(1L, 4_999L);
        }
        assertThat(received).isEqualTo(numbers(5_000));
    }

    @Test
    void aCarrierThatIsClosedIsLeftOutAndTheLastOneClosesTheInput() {
        other.listen("mem:first").subscribe("first", message -> {});
        other.listen("mem:last").subscribe("last", message -> received.add(message.getLong(0)));
        Endpoint first = millrace.connect("mem:first");
        Endpoint last = millrace.connect("mem:last");
        Pipeline tee = millrace.pipeline("tee")
                .ringBytes(64 << 10)
                .stage("see", (message, stage) -> {})
                .to(first, "first")
                .to(last, "last")
                .start();
        numbers(100).forEach(i -> put(tee.input(), i));
        assertThat(tee.drain(SOON)).isTrue();
        first.close();
        numbers(5_000).forEach(i -> put(tee.input(), i));
        assertThat(tee.drain(SOON)).isTrue();
        assertThat(received).hasSize(5_100);
        last.close();
        until(() -> tee.input().offer(new byte[8], 0, 8) == OfferStatus.CLOSED);
        tee.close();
    }

    @Test
    void checksumsAreComputedBehindTheLastStage() {
        AnnotationField seen = AnnotationField.ofLong("seen");
        Endpoint server = other.listen("mem:sealed?require-checksum=true");
        List<String> pairs = Collections.synchronizedList(new ArrayList<>());
        server.subscribe("sealed", message -> pairs.add(message.getLong(0) + "/" + message.getLong(8)));
        try (Pipeline sealed = millrace.pipeline("sealed")
                .annotations(seen)
                .parallel(
                        stage("seen", (message, stage) -> stage.putLong(seen, message.getLong(0) + 1))
                                .writes(seen),
                        stage("odd", (message, stage) -> {
                            if (message.getLong(0) % 2 == 1) {
                                stage.drop();
                            }
                        }))
                .to(millrace.connect("mem:sealed?checksum=crc32c"), "sealed")
                .start()) {
            numbers(6).forEach(i -> put(sealed.input(), i));
            assertThat(sealed.drain(SOON)).isTrue();
        }
        assertThat(pairs).containsExactly("0/1", "2/3", "4/5");
    }

    @Test
    void aFedStreamIsNotPublishedOtherwise() {
        Endpoint client = millrace.connect("mem:nobody");
        try (Pipeline fed = millrace.pipeline("fed").to(client, "numbers").start()) {
            assertThat(fed.graph()).contains("input -> client mem:nobody numbers");
            assertThatThrownBy(() -> client.publication("numbers")).hasMessageContaining("is fed by pipeline fed");
        }
    }

    @Test
    void aStreamFeedsAPipelineAndIsAcknowledgedWhenItIsDoneWith() {
        CountDownLatch release = new CountDownLatch(1);
        Endpoint server = millrace.listen("mem:feed");
        try (Pipeline fed = millrace.pipeline("fed")
                .from(server, "numbers")
                .stage("holds", (message, stage) -> {
                    if (message.getLong(0) == 50) {
                        release.await();
                    }
                    received.add(message.getLong(0));
                })
                .start()) {
            Publication stream = other.connect("mem:feed").publication("numbers");
            numbers(100).forEach(i -> put(stream, i));
            until(() -> received.size() == 50);
            // Handed over, and yet nothing behind the fiftieth is acknowledged
            until(() -> fed.stage("holds").lagBytes() >= 50 * 64);
            assertThat(stream.drain(Duration.ofMillis(200))).isFalse();
            assertThat(stream.acknowledged()).isLessThanOrEqualTo(50 * 64);
            release.countDown();
            assertThat(stream.drain(SOON)).isTrue();
        } finally {
            release.countDown();
        }
        assertThat(received).isEqualTo(numbers(100));
    }

    @Test
    void aRelayAcknowledgesWhatItsCarrierHasDelivered() {
        AtomicBoolean refuse = new AtomicBoolean(true);
        other.listen("mem:sink").subscribeControlled("out", message -> {
            if (refuse.get()) {
                return Action.RETRY;
            }
            received.add(message.getLong(0));
            return Action.CONTINUE;
        });
        Endpoint entrance = millrace.listen("mem:entrance");
        try (Pipeline relay = millrace.pipeline("relay")
                .from(entrance, "in")
                .stage(stage("twice", (message, stage) -> {
                            put(stage.output(), message.getLong(0));
                            put(stage.output(), message.getLong(0));
                        })
                        .emits())
                .to(millrace.connect("mem:sink"), "out")
                .start()) {
            Publication in = other.connect("mem:entrance").publication("in");
            numbers(100).forEach(i -> put(in, i));
            assertThat(in.drain(Duration.ofMillis(300))).isFalse();
            assertThat(relay.stage("twice").handled()).isEqualTo(100);
            refuse.set(false);
            assertThat(in.drain(SOON)).isTrue();
        }
        assertThat(received).hasSize(200);
    }
}
