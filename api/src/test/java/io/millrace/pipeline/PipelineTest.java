// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import static io.millrace.pipeline.Stage.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Claim;
import io.millrace.IdleMode;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ConfigurationException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages see, in which order, and what they can do. No transport but the engine's own is on the class path here. */
class PipelineTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Millrace millrace = Millrace.create();

    @AfterEach
    void close() {
        millrace.close();
    }

    static void put(Publication input, long value) {
        while (true) {
            try (Claim claim = input.claim(Long.BYTES)) {
                if (claim.isAccepted()) {
                    claim.buffer().putLong(value);
                    claim.commit();
                    return;
                }
                assertThat(claim.status()).isEqualTo(OfferStatus.BACK_PRESSURED);
            }
            Thread.yield();
        }
    }

    private static List<Long> numbers(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    /** A stage that keeps what it sees, read after the pipeline is closed or drained. */
    private static final class Seen implements StageHandler {
        private final List<Long> values = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onMessage(io.millrace.Message message, StageContext stage) {
            values.add(message.getLong(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1", "true,2", "true,4", "false,1", "false,3", "false,4"})
    void eachStageSeesEachMessageAfterTheStagesBeforeIt(boolean exclusive, int threads) {
        int count = 20_000;
        AtomicLong validated = new AtomicLong(-1);
        AtomicLong journalled = new AtomicLong(-1);
        AtomicLong enriched = new AtomicLong(-1);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        AtomicLong routed = new AtomicLong();
        PipelineBuilder builder = millrace.pipeline("risk")
                .ringBytes(16 << 10)
                .threads(threads)
                .stage("validate", (message, stage) -> {
                    if (!validated.compareAndSet(message.getLong(0) - 1, message.getLong(0))) {
                        wrong.add("validate");
                    }
                })
                .parallel(
                        stage("journal", (message, stage) -> {
                            if (validated.get() < message.getLong(0)) {
                                wrong.add("journal");
                            }
                            journalled.set(message.getLong(0));
                        }),
                        stage("enrich", (message, stage) -> {
                            if (validated.get() < message.getLong(0)) {
                                wrong.add("enrich");
                            }
                            enriched.set(message.getLong(0));
                        }))
                .stage("route", (message, stage) -> {
                    if (journalled.get() < message.getLong(0) || enriched.get() < message.getLong(0)) {
                        wrong.add("route");
                    }
                    routed.incrementAndGet();
                });
        if (exclusive) {
            builder.exclusive();
        }
        try (Pipeline risk = builder.start()) {
            for (long i = 0; i < count; i++) {
                put(risk.input(), i);
            }
            assertThat(risk.drain(SOON)).isTrue();
            assertThat(wrong).isEmpty();
            assertThat(routed).hasValue(count);
            assertThat(risk.stages()).extracting(StageReport::handled).containsOnly((long) count);
            Set<String> names = new TreeSet<>();
            risk.stages().forEach(report -> names.add(report.thread()));
            assertThat(names).hasSize(threads);
            assertThat(risk.input().acknowledged()).isEqualTo(risk.input().position());
        }
    }

    @ParameterizedTest
    @EnumSource(IdleMode.class)
    void everyWayOfWaitingGetsEverything(IdleMode idle) {
        Seen seen = new Seen();
        try (Pipeline one =
                millrace.pipeline("one").idle(idle).stage("see", seen).start()) {
            for (long i = 0; i < 50; i++) {
                put(one.input(), i);
                // A pause now and then, so that the stage goes to sleep
                if (i % 10 == 0) {
                    assertThat(one.drain(SOON)).isTrue();
                    java.util.concurrent.locks.LockSupport.parkNanos(3_000_000);
                }
            }
            assertThat(one.drain(SOON)).isTrue();
        }
        assertThat(seen.values).isEqualTo(numbers(50));
    }

    @Test
    void severalProducersKeepTheirOrder() throws InterruptedException {
        int each = 20_000;
        long[] next = new long[3];
        AtomicLong wrong = new AtomicLong();
        try (Pipeline shared = millrace.pipeline("shared")
                .ringBytes(32 << 10)
                .stage("check", (message, stage) -> {
                    int producer = (int) (message.getLong(0) >>> 32);
                    if ((int) message.getLong(0) != next[producer]++) {
                        wrong.incrementAndGet();
                    }
                })
                .start()) {
            List<Thread> producers = IntStream.range(0, 3)
                    .mapToObj(p -> new Thread(() -> {
                        for (long i = 0; i < each; i++) {
                            put(shared.input(), (long) p << 32 | i);
                        }
                    }))
                    .toList();
            producers.forEach(Thread::start);
            for (Thread producer : producers) {
                producer.join();
            }
            assertThat(shared.drain(SOON)).isTrue();
        }
        assertThat(wrong).hasValue(0);
        assertThat(next).containsOnly(each);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatAStageDropsIsNotSeenBehindIt(int threads) {
        Seen all = new Seen();
        Seen kept = new Seen();
        try (Pipeline odd = millrace.pipeline("odd")
                .threads(threads)
                .stage("all", all)
                .stage("even", (message, stage) -> {
                    if (message.getLong(0) % 2 == 1) {
                        stage.drop();
                    }
                })
                .stage("kept", kept)
                .start()) {
            numbers(1000).forEach(i -> put(odd.input(), i));
            assertThat(odd.drain(SOON)).isTrue();
            assertThat(odd.stage("even").dropped()).isEqualTo(500);
            assertThat(odd.stage("kept").handled()).isEqualTo(500);
        }
        assertThat(all.values).isEqualTo(numbers(1000));
        assertThat(kept.values)
                .isEqualTo(numbers(1000).stream().filter(i -> i % 2 == 0).toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void aStageBesideOthersDropsForThoseBehindBothAlone(int threads) {
        Seen beside = new Seen();
        Seen next = new Seen();
        Seen alsoNext = new Seen();
        try (Pipeline wide = millrace.pipeline("wide")
                .threads(threads)
                .parallel(
                        stage("threes", (message, stage) -> {
                            if (message.getLong(0) % 3 == 0) {
                                stage.drop();
                            }
                        }),
                        stage("beside", beside))
                .parallel(stage("next", next), stage("alsoNext", alsoNext))
                .start()) {
            numbers(900).forEach(i -> put(wide.input(), i));
            assertThat(wide.drain(SOON)).isTrue();
        }
        assertThat(beside.values).isEqualTo(numbers(900));
        List<Long> rest = numbers(900).stream().filter(i -> i % 3 != 0).toList();
        assertThat(next.values).isEqualTo(rest);
        assertThat(alsoNext.values).isEqualTo(rest);
    }

    @Test
    void workersShareByKeyAndKeepAKeysOrder() {
        int keys = 10;
        long[] last = new long[keys];
        int[] by = new int[keys];
        java.util.Arrays.fill(last, -1);
        java.util.Arrays.fill(by, -1);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        AtomicLong behind = new AtomicLong();
        try (Pipeline shared = millrace.pipeline("keys")
                .stage(stage("work", (message, stage) -> {
                            int key = (int) (message.getLong(0) % keys);
                            if (last[key] >= message.getLong(0) || by[key] >= 0 && by[key] != stage.worker()) {
                                wrong.add(key + " by " + stage.worker());
                            }
                            last[key] = message.getLong(0);
                            by[key] = stage.worker();
                        })
                        .workers(3, message -> message.getLong(0) % keys))
                .stage("behind", (message, stage) -> {
                    int key = (int) (message.getLong(0) % keys);
                    if (last[key] < message.getLong(0)) {
                        wrong.add("behind");
                    }
                    behind.incrementAndGet();
                })
                .start()) {
            numbers(5000).forEach(i -> put(shared.input(), i));
            assertThat(shared.drain(SOON)).isTrue();
            assertThat(shared.stages()).hasSize(4);
            assertThat(shared.stages().stream()
                            .filter(report -> report.stage().startsWith("work"))
                            .mapToLong(StageReport::handled)
                            .sum())
                    .isEqualTo(5000);
        }
        assertThat(wrong).isEmpty();
        assertThat(behind).hasValue(5000);
        assertThat(java.util.Arrays.stream(by).distinct().count()).isGreaterThan(1);
    }

    @Test
    void aStageMayEmitNoneOneOrMany() {
        Seen seen = new Seen();
        try (Pipeline split = millrace.pipeline("split")
                .ringBytes(8 << 10)
                .stage(stage("split", (message, stage) -> {
                            for (long i = 0; i < message.getLong(0) % 4; i++) {
                                put(stage.output(), message.getLong(0) * 10 + i);
                            }
                        })
                        .emits())
                .stage("seen", seen)
                .start()) {
            numbers(3000).forEach(i -> put(split.input(), i));
            assertThat(split.drain(SOON)).isTrue();
        }
        List<Long> expected = new ArrayList<>();
        for (long i = 0; i < 3000; i++) {
            for (long j = 0; j < i % 4; j++) {
                expected.add(i * 10 + j);
            }
        }
        assertThat(seen.values).isEqualTo(expected);
    }

    @Test
    void fieldsAreSeenBehindTheirWriter() {
        AnnotationField score = AnnotationField.ofLong("score");
        AnnotationField rank = AnnotationField.ofInt("rank");
        List<String> seen = new ArrayList<>();
        try (Pipeline scored = millrace.pipeline("scored")
                .annotations(score, rank)
                .parallel(
                        stage("score", (message, stage) -> stage.putLong(score, message.getLong(0) * 100))
                                .writes(score),
                        stage("rank", (message, stage) -> stage.putInt(rank, (int) message.getLong(0) + 1))
                                .writes(rank))
                .stage(
                        "read",
                        (message, stage) ->
                                seen.add(message.length() + ":" + stage.getLong(score) + ":" + stage.getInt(rank)))
                .start()) {
            numbers(3).forEach(i -> put(scored.input(), i));
            assertThat(scored.input().offer(new byte[] {7, 0, 0, 0, 0, 0, 0, 0}, 0, 8))
                    .isEqualTo(OfferStatus.ACCEPTED);
            assertThat(scored.drain(SOON)).isTrue();
        }
        assertThat(seen).containsExactly("8:0:1", "8:100:2", "8:200:3", "8:700:8");
    }

    @Test
    void fieldsHaveOneWriter() {
        AnnotationField field = AnnotationField.ofLong("score");
        PipelineBuilder twice = millrace.pipeline("twice")
                .annotations(field)
                .stage(stage("a", (message, stage) -> {}).writes(field))
                .stage(stage("b", (message, stage) -> {}).writes(field));
        assertThatThrownBy(twice::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("annotation score is written by a and by b");
        PipelineBuilder unreserved = millrace.pipeline("none")
                .stage(stage("a", (message, stage) -> {}).writes(field));
        assertThatThrownBy(unreserved::start).hasMessageContaining("no room is reserved");
    }

    @Test
    void theEndOfABatchIsSaid() {
        AtomicLong gathered = new AtomicLong();
        AtomicLong flushed = new AtomicLong();
        AtomicLong ends = new AtomicLong();
        try (Pipeline sink = millrace.pipeline("sink")
                .stage(stage("sink", (message, stage) -> {
                            gathered.incrementAndGet();
                            if (stage.endOfBatch()) {
                                ends.incrementAndGet();
                            }
                        })
                        .onBatchEnd(stage -> flushed.set(gathered.get())))
                .start()) {
            numbers(1000).forEach(i -> put(sink.input(), i));
            assertThat(sink.drain(SOON)).isTrue();
        }
        assertThat(flushed).hasValue(1000);
        assertThat(ends.get()).isBetween(1L, 1000L);
    }

    @Test
    void timersShareTheStagesThread() {
        AtomicLong ticks = new AtomicLong();
        Set<String> names = Collections.synchronizedSet(new TreeSet<>());
        try (Pipeline timed = millrace.pipeline("timed")
                .stage(stage(
                                "timed",
                                (message, stage) ->
                                        names.add(Thread.currentThread().getName()))
                        .onTick(Duration.ofMillis(2), stage -> {
                            ticks.incrementAndGet();
                            names.add(Thread.currentThread().getName());
                        }))
                .start()) {
            put(timed.input(), 1);
            long endNs = System.nanoTime() + SOON.toNanos();
            while (ticks.get() < 5 && System.nanoTime() < endNs) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
            assertThat(timed.drain(SOON)).isTrue();
        }
        assertThat(ticks.get()).isGreaterThanOrEqualTo(5);
        assertThat(names).hasSize(1);
    }

    @Test
    void aRemovedStageIsPassedBy() {
        Seen removed = new Seen();
        Seen behind = new Seen();
        try (Pipeline line = millrace.pipeline("line")
                .stage("removed", removed)
                .stage("behind", behind)
                .start()) {
            numbers(100).forEach(i -> put(line.input(), i));
            assertThat(line.drain(SOON)).isTrue();
            line.remove("removed");
            numbers(100).forEach(i -> put(line.input(), i));
            assertThat(line.drain(SOON)).isTrue();
            assertThat(line.stage("removed").state()).isEqualTo(StageReport.State.REMOVED);
        }
        assertThat(removed.values).hasSize(100);
        assertThat(behind.values).hasSize(200);
    }

    @Test
    void closingLetsEverythingRunThrough() {
        Seen seen = new Seen();
        Pipeline slow = millrace.pipeline("slow")
                .threads(2)
                .stage("slow", (message, stage) -> java.util.concurrent.locks.LockSupport.parkNanos(100_000))
                .stage("seen", seen)
                .start();
        numbers(500).forEach(i -> put(slow.input(), i));
        slow.close();
        assertThat(seen.values).isEqualTo(numbers(500));
        assertThat(slow.isClosed()).isTrue();
        assertThat(slow.input().offer(ByteBuffer.allocate(8), 0, 8)).isEqualTo(OfferStatus.CLOSED);
        assertThat(slow.stage("seen").state()).isEqualTo(StageReport.State.CLOSED);
    }

    @Test
    void messagesOfEverySizeAreSeenInPlace() {
        List<Integer> lengths = new ArrayList<>();
        try (Pipeline sizes = millrace.pipeline("sizes")
                .ringBytes(4 << 10)
                .stage("see", (message, stage) -> {
                    byte[] copy = message.copy();
                    for (byte b : copy) {
                        assertThat(b).isEqualTo((byte) copy.length);
                    }
                    lengths.add(copy.length);
                })
                .start()) {
            int most = sizes.input().maxClaimLength();
            assertThat(most).isEqualTo(2048 - 32);
            List<Integer> offered = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                int length = i * 37 % (most + 1);
                byte[] message = new byte[length];
                java.util.Arrays.fill(message, (byte) length);
                sizes.input().publish(message);
                offered.add(length);
            }
            assertThat(sizes.input().offer(new byte[most + 1], 0, most + 1)).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
            assertThat(sizes.drain(SOON)).isTrue();
            assertThat(lengths).isEqualTo(offered);
        }
    }

    @Test
    void thePlanIsDrawn() {
        try (Pipeline risk = millrace.pipeline("risk")
                .threads(2)
                .stage("validate", (message, stage) -> {})
                .parallel(stage("journal", (message, stage) -> {}), stage("enrich", (message, stage) -> {}))
                .stage("route", (message, stage) -> {})
                .start()) {
            assertThat(risk.graph()).contains("input -> validate -> { journal | enrich } -> route");
            assertThat(risk.graph().lines().filter(line -> line.contains("millrace-")))
                    .hasSize(2);
        }
    }

    @Test
    void aPipelineNeedsSomethingToDo() {
        assertThatThrownBy(millrace.pipeline("none")::start).hasMessageContaining("it has no stage and no carrier");
        PipelineBuilder twins =
                millrace.pipeline("twins").stage("a", (message, stage) -> {}).stage("a", (message, stage) -> {});
        assertThatThrownBy(twins::start).hasMessageContaining("two stages are called a");
    }
}
