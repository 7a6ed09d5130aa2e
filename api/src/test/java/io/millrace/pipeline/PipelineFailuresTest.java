// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static io.millrace.pipeline.PipelineTest.put;
import static io.millrace.pipeline.Stage.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Claim;
import io.millrace.FailurePolicy;
import io.millrace.Health;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage that throws, hangs, is interrupted; close at any moment: nothing is lost unsaid, nothing is stuck. */
class PipelineFailuresTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<LifecycleEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> behind = Collections.synchronizedList(new ArrayList<>());
    private final Millrace millrace = Millrace.builder().listener(events::add).build();

    @AfterEach
    void close() {
        millrace.close();
    }

    private static void until(BooleanSupplier holds) {
        long startNs = System.nanoTime();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - startNs).as("in time").isLessThan(SOON.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Pipeline failingAt(long value, AtomicInteger failures, FailurePolicy policy, int threads) {
        return millrace.pipeline("fails")
                .threads(threads)
                .stage("first", (message, stage) -> {})
                .stage(stage("fails", (message, stage) -> {
                            if (message.getLong(0) == value && failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("no " + value);
                            }
                            handled.add(message.getLong(0));
                        })
                        .onFailure(policy))
                .stage("behind", (message, stage) -> behind.add(message.getLong(0)))
                .start();
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFailedMessageIsSkippedForTheStagesBehind(int threads) {
        try (Pipeline pipeline = failingAt(5, new AtomicInteger(1), FailurePolicy.skip(), threads)) {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            assertThat(pipeline.drain(SOON)).isTrue();
            assertThat(behind)
                    .isEqualTo(numbers(10).stream().filter(i -> i != 5).toList());
            assertThat(pipeline.stage("fails").failed()).isEqualTo(1);
            assertThat(pipeline.stage("fails").handled()).isEqualTo(9);
        }
        until(() -> events.stream().anyMatch(event -> event.kind() == Kind.HANDLER_FAILED));
        assertThat(events).anySatisfy(event -> {
            assertThat(event.kind()).isEqualTo(Kind.HANDLER_FAILED);
            assertThat(event.endpoint()).isEqualTo("pipeline fails");
            assertThat(event.stream()).isEqualTo("fails/fails");
            assertThat(event.fromPosition()).isEqualTo(5 * 64);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aMessageIsTriedAgainAndKeepsItsPlace(int threads) {
        FailurePolicy policy = FailurePolicy.skip().afterRetries(3, Duration.ofMillis(2));
        try (Pipeline pipeline = failingAt(5, new AtomicInteger(3), policy, threads)) {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            assertThat(pipeline.drain(SOON)).isTrue();
            assertThat(handled).isEqualTo(numbers(10));
            assertThat(behind).isEqualTo(numbers(10));
            assertThat(pipeline.stage("fails").retried()).isEqualTo(3);
            assertThat(pipeline.stage("fails").handled()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whenNoAttemptIsLeftItIsADeadLetter(int threads) {
        List<String> letters = Collections.synchronizedList(new ArrayList<>());
        FailurePolicy policy = FailurePolicy.deadLetter((message, cause, attempts) ->
                        letters.add(message.getLong(0) + " " + cause.getMessage() + " " + attempts))
                .afterRetries(1, Duration.ZERO);
        try (Pipeline pipeline = failingAt(5, new AtomicInteger(2), policy, threads)) {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            assertThat(pipeline.drain(SOON)).isTrue();
            assertThat(letters).containsExactly("5 no 5 2");
            assertThat(behind)
                    .isEqualTo(numbers(10).stream().filter(i -> i != 5).toList());
            assertThat(pipeline.stage("fails").deadLettered()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aStageThatStopsStopsThePipelineAndReleasesCallers(int threads) {
        try (Pipeline pipeline = failingAt(5, new AtomicInteger(1), FailurePolicy.stop(), threads)) {
            numbers(6).forEach(i -> put(pipeline.input(), i));
            until(() -> pipeline.failure() != null);
            assertThat(pipeline.input().offer(new byte[8], 0, 8)).isEqualTo(OfferStatus.ISOLATED);
            assertThatThrownBy(() -> pipeline.input().publish("x"))
                    .isInstanceOfSatisfying(MillraceException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.ISOLATED);
                        assertThat(e).hasCause(pipeline.failure());
                    });
            assertThat(pipeline.drain(SOON)).isFalse();
            // Those before it go on, on a thread of their own
            until(() -> behind.size() >= 5);
            assertThat(behind).isEqualTo(numbers(5));
            assertThat(pipeline.stage("fails").state()).isEqualTo(StageReport.State.STOPPED);
            assertThat(pipeline.stage("fails").stopCause()).hasMessage("no 5");
            Health health = millrace.health();
            assertThat(health.ready()).isFalse();
            assertThat(health.reasons()).anyMatch(reason -> reason.contains("no 5"));
        }
        until(() -> events.stream().anyMatch(event -> event.kind() == Kind.STAGE_STOPPED));
        until(() -> events.stream().anyMatch(event -> event.kind() == Kind.LOSS && event.fromPosition() == 5 * 64));
    }

    @Test
    void anInterruptLosesNothing() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        try (Pipeline pipeline = millrace.pipeline("interrupted")
                .stage("blocks", (message, stage) -> {
                    thread.set(Thread.currentThread());
                    if (message.getLong(0) % 10 == 0) {
                        TimeUnit.MICROSECONDS.sleep(200);
                    }
                    handled.add(message.getLong(0));
                })
                .start()) {
            for (long i = 0; i < 500; i++) {
                put(pipeline.input(), i);
                Thread target = thread.get();
                if (target != null && i % 7 == 0) {
                    target.interrupt();
                    LockSupport.parkNanos(50_000);
                }
            }
            assertThat(pipeline.drain(SOON)).isTrue();
            assertThat(handled).isEqualTo(numbers(500));
            assertThat(pipeline.stage("blocks").failed()).isZero();
        }
    }

    @Test
    void aHandlerThatHangsIsNamedWithItsThreadAndPosition() {
        CountDownLatch release = new CountDownLatch(1);
        Pipeline pipeline = millrace.pipeline("hangs")
                .threads(2)
                .stalledAfter(Duration.ofMillis(200))
                .drainTimeout(Duration.ofMillis(300))
                .stage("first", (message, stage) -> {})
                .stage("hangs", (message, stage) -> {
                    if (message.getLong(0) == 3) {
                        release.await();
                    }
                })
                .start();
        try {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            until(() -> pipeline.stage("hangs").state() == StageReport.State.STALLED);
            String thread = pipeline.stage("hangs").thread();
            assertThat(millrace.health().reasons())
                    .anyMatch(reason -> reason.startsWith("pipeline hangs: stage hangs has been at position 192 for ")
                            && reason.endsWith("on thread " + thread));
            assertThat(pipeline.stage("first").state()).isEqualTo(StageReport.State.RUNNING);
            until(() -> events.stream()
                    .anyMatch(event -> event.kind() == Kind.HANDLER_STALLED && event.fromPosition() == 192));
            long startNs = System.nanoTime();
            pipeline.close();
            assertThat(System.nanoTime() - startNs)
                    .isLessThan(Duration.ofSeconds(5).toNanos());
            until(() -> events.stream().anyMatch(event -> event.kind() == Kind.LOSS));
        } finally {
            release.countDown();
        }
    }

    private Pipeline hangingAt(long value, StageHandler hang, int threads) {
        return millrace.pipeline("stuck")
                .threads(threads)
                .ringBytes(4 << 10)
                .stalledAfter(Duration.ofMillis(200))
                .drainTimeout(Duration.ofMillis(300))
                .stage("first", (message, stage) -> {})
                .stage("hangs", (message, stage) -> {
                    if (message.getLong(0) == value) {
                        hang.onMessage(message, stage);
                    }
                    handled.add(message.getLong(0));
                })
                .stage("behind", (message, stage) -> behind.add(message.getLong(0)))
                .start();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aHungStageThatIsRemovedKeepsItsPlaceUntilItsHandlerReturns(int threads) {
        CountDownLatch release = new CountDownLatch(1);
        try (Pipeline pipeline = hangingAt(3, (message, stage) -> release.await(), threads)) {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            until(() -> pipeline.stage("hangs").state() == StageReport.State.STALLED);
            pipeline.remove("hangs");
            assertThat(pipeline.stage("hangs").state()).isEqualTo(StageReport.State.STALLED);
            assertThat(pipeline.drain(Duration.ofMillis(50))).isFalse();
            assertThat(millrace.health().reasons()).anyMatch(reason -> reason.contains("stage hangs has been at"));
            release.countDown();
            assertThat(pipeline.drain(SOON)).isTrue();
            assertThat(handled).isEqualTo(numbers(4));
            assertThat(behind).isEqualTo(numbers(10));
            until(() -> pipeline.stage("hangs").state() == StageReport.State.REMOVED);
            until(() -> millrace.health().reasons().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void closeReleasesWhoeverWaitsBehindARemovedStageThatHangs(int threads) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Pipeline pipeline = hangingAt(3, (message, stage) -> release.await(), threads);
        try {
            numbers(10).forEach(i -> put(pipeline.input(), i));
            until(() -> pipeline.stage("hangs").state() == StageReport.State.STALLED);
            pipeline.remove("hangs");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread publisher = new Thread(() -> {
                try {
                    while (true) {
                        pipeline.input().publish("some message");
                    }
                } catch (MillraceException e) {
                    thrown.set(e);
                }
            });
            publisher.start();
            until(() -> pipeline.stage("hangs").lagBytes() > (4 << 10) - 4 * 64);
            pipeline.close();
            publisher.join(SOON.toMillis());
            assertThat(thrown.get()).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.CLOSED));
            until(() -> events.stream().anyMatch(event -> event.kind() == Kind.LOSS));
        } finally {
            release.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theLastMessageBeforeAPadEndsItsBatch(int threads) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        StageHandler noting = (message, stage) -> {
            if (stage.endOfBatch()) {
                handled.add(message.getLong(0));
            }
        };
        try (Pipeline pipeline = millrace.pipeline("padded")
                .threads(threads)
                .stage("first", (message, stage) -> {
                    noting.onMessage(message, stage);
                    begun.countDown();
                    hold.await();
                })
                .stage("second", noting)
                .stage("third", noting)
                .start()) {
            put(pipeline.input(), 0);
            until(() -> begun.getCount() == 0);
            put(pipeline.input(), 1);
            put(pipeline.input(), 2);
            try (Claim given = pipeline.input().claim(8)) {
                assertThat(given.isAccepted()).isTrue();
            }
            hold.countDown();
            assertThat(pipeline.drain(SOON)).isTrue();
        }
        assertThat(handled).doesNotContain(1L);
        assertThat(Collections.frequency(handled, 2L)).isEqualTo(3);
    }

    @Test
    void aClaimThatHangsIsNamed() {
        try (Pipeline pipeline = millrace.pipeline("claimed")
                .stalledAfter(Duration.ofMillis(200))
                .stage("see", (message, stage) -> handled.add(message.getLong(0)))
                .start()) {
            Claim claim = pipeline.input().claim(8);
            assertThat(claim.isAccepted()).isTrue();
            String me = Thread.currentThread().getName();
            until(() -> millrace.health().reasons().stream()
                    .anyMatch(reason -> reason.contains("a claim of thread " + me) && reason.contains("position 0")));
            claim.buffer().putLong(7);
            claim.commit();
            assertThat(pipeline.drain(SOON)).isTrue();
            until(() -> millrace.health().reasons().isEmpty());
        }
        assertThat(handled).containsExactly(7L);
    }

    @Test
    void closeReleasesAPublisherThatWaits() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        Pipeline pipeline = millrace.pipeline("full")
                .ringBytes(4 << 10)
                .drainTimeout(Duration.ofMillis(100))
                .stage("holds", (message, stage) -> hold.await())
                .start();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread publisher = new Thread(() -> {
            try {
                while (true) {
                    pipeline.input().publish("some message");
                }
            } catch (MillraceException e) {
                thrown.set(e);
            }
        });
        publisher.start();
        until(() -> pipeline.stage("holds").lagBytes() == 4 << 10);
        pipeline.close();
        publisher.join(SOON.toMillis());
        assertThat(publisher.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.CLOSED));
        hold.countDown();
    }

    @Test
    void aHandlerMayCloseItsPipeline() {
        AtomicReference<Pipeline> self = new AtomicReference<>();
        Pipeline pipeline = millrace.pipeline("self")
                .stage("closes", (message, stage) -> {
                    handled.add(message.getLong(0));
                    if (message.getLong(0) == 2) {
                        self.get().close();
                    }
                })
                .start();
        self.set(pipeline);
        numbers(3).forEach(i -> put(pipeline.input(), i));
        until(pipeline::isClosed);
        assertThat(handled).isEqualTo(numbers(3));
    }

    @Test
    void closingTheRuntimeClosesItsPipelines() {
        Pipeline pipeline = failingAt(-1, new AtomicInteger(), FailurePolicy.skip(), 3);
        numbers(1000).forEach(i -> put(pipeline.input(), i));
        millrace.close();
        assertThat(pipeline.isClosed()).isTrue();
        assertThat(behind).isEqualTo(numbers(1000));
        assertThatThrownBy(() -> millrace.pipeline("late")
                        .stage("a", (message, stage) -> {})
                        .start())
                .hasMessageContaining("the runtime is closed");
    }

    @Test
    void closedAtAnyMomentEverythingAcceptedIsHandled() throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            AtomicInteger seen = new AtomicInteger();
            Pipeline pipeline = millrace.pipeline("round" + round)
                    .ringBytes(4 << 10)
                    .threads(2)
                    .stage("first", (message, stage) -> {})
                    .stage("counts", (message, stage) -> seen.incrementAndGet())
                    .start();
            AtomicInteger accepted = new AtomicInteger();
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                Thread publisher = new Thread(() -> {
                    OfferStatus status;
                    do {
                        status = pipeline.input().offer(new byte[40], 0, 40);
                        if (status == OfferStatus.ACCEPTED) {
                            accepted.incrementAndGet();
                        }
                    } while (status != OfferStatus.CLOSED);
                });
                publishers.add(publisher);
                publisher.start();
            }
            LockSupport.parkNanos(100_000L * round);
            pipeline.close();
            for (Thread publisher : publishers) {
                publisher.join(SOON.toMillis());
                assertThat(publisher.isAlive()).isFalse();
            }
            assertThat(seen).as("round %d", round).hasValue(accepted.get());
        }
    }
}
