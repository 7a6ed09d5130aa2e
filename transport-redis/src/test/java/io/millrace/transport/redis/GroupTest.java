// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.FailurePolicy;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of a group: they share the work, and nothing is lost with one of them. */
class GroupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.ask("FLUSHALL");
    }

    private static SubscriptionOptions member(String name) {
        return SubscriptionOptions.builder().group("workers").consumer(name).build();
    }

    private static List<String> publish(Endpoint endpoint, int count) {
        List<String> sent = IntStream.range(0, count).mapToObj(i -> "task " + i).toList();
        Publication tasks = endpoint.publication("tasks");
        sent.forEach(tasks::publish);
        assertThat(tasks.drain(PATIENCE)).isTrue();
        return sent;
    }

    private static long pending() {
        return (Long) ((List<?>) redis.ask("XPENDING", "tasks", "workers")).get(0);
    }

    @Test
    void membersShareTheWork() {
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint first = millrace.connect(redis.uri("read-count=50"));
            Endpoint second = millrace.connect(redis.uri("read-count=50"));
            first.subscribe("tasks", member("one"), one);
            second.subscribe("tasks", member("two"), two);
            List<String> sent = publish(first, 5_000);
            Inbox.awaitThat(() -> one.size() + two.size() >= sent.size());
            List<String> all = new ArrayList<>(one.texts());
            all.addAll(two.texts());
            assertThat(all).hasSize(5_000).containsExactlyInAnyOrderElementsOf(sent);
            assertThat(one.size()).isPositive();
            assertThat(two.size()).isPositive();
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    @Test
    void aMemberThatComesBackGetsWhatItHadNotAcknowledged() {
        try (Millrace millrace = Millrace.create()) {
            publish(millrace.connect(redis.uri()), 10);
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XREADGROUP", "GROUP", "workers", "one", "COUNT", "4", "STREAMS", "tasks", ">");
            Inbox inbox = new Inbox();
            millrace.connect(redis.uri()).subscribe("tasks", member("one"), inbox);
            assertThat(inbox.await(10)).hasSize(10).startsWith("task 0", "task 1", "task 2", "task 3");
            assertThat(inbox.redelivered()).isEqualTo(4);
        }
    }

    @Test
    void whatADeadMemberLeavesIsTakenOver() {
        try (Millrace millrace = Millrace.create()) {
            publish(millrace.connect(redis.uri()), 10);
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XREADGROUP", "GROUP", "workers", "dead", "COUNT", "7", "STREAMS", "tasks", ">");
            Inbox inbox = new Inbox();
            millrace.connect(redis.uri("claim-after=300ms")).subscribe("tasks", member("one"), inbox);
            assertThat(new HashSet<>(inbox.await(10))).hasSize(10);
            assertThat(inbox.redelivered()).isEqualTo(7);
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    @Test
    void whatWasHandedOutTooOftenIsADeadLetter() {
        News news = new News();
        try (Millrace millrace = Millrace.builder().listener(news).build()) {
            publish(millrace.connect(redis.uri()), 3);
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XREADGROUP", "GROUP", "workers", "dead", "COUNT", "1", "STREAMS", "tasks", ">");
            for (int i = 0; i < 2; i++) {
                redis.ask("XREADGROUP", "GROUP", "workers", "dead", "STREAMS", "tasks", "0");
            }
            Inbox inbox = new Inbox();
            millrace.connect(redis.uri("claim-after=300ms", "max-deliveries=3"))
                    .subscribe("tasks", member("one"), inbox);
            assertThat(news.await(Kind.HANDLER_FAILED).cause().code()).isEqualTo(ErrorCode.DELIVERED_TOO_OFTEN);
            assertThat(inbox.await(2)).containsExactly("task 1", "task 2");
            Map<String, Object> letter = letters().get(0);
            assertThat(Replies.text(letter.get("data"))).isEqualTo("task 0");
            assertThat(Replies.text(letter.get("origin-stream"))).isEqualTo("tasks");
            assertThat(Replies.text(letter.get("origin-group"))).isEqualTo("workers");
            assertThat(Replies.text(letter.get("deliveries"))).isEqualTo("3");
            assertThat(Replies.text(letter.get("reason"))).contains("DELIVERED_TOO_OFTEN");
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    private static List<Map<String, Object>> letters() {
        return ((List<?>) redis.ask("XRANGE", "tasks:dead", "-", "+"))
                .stream().map(entry -> Replies.map(((List<?>) entry).get(1))).toList();
    }

    @Test
    void whatMakesNoSenseIsADeadLetterAndHindersNobody() {
        redis.ask("XADD", "tasks", "*", "nonsense", "1");
        redis.ask("XADD", "tasks", "*", "data", "task 0");
        redis.ask("XADD", "tasks", "*", "frames", "xyz");
        redis.ask("XADD", "tasks", "*", "data", "task 1");
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            millrace.connect(redis.uri()).subscribe("tasks", member("one"), inbox);
            assertThat(inbox.await(2)).containsExactly("task 0", "task 1");
            Inbox.awaitThat(() -> redis.number("XLEN", "tasks:dead") == 2);
            assertThat(letters()).hasSize(2).allSatisfy(letter -> assertThat(Replies.text(letter.get("reason")))
                    .contains("MR-30"));
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    @Test
    void aGroupThatIsGoneIsMadeAgain() {
        News news = new News();
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("tasks", member("one"), inbox);
            Publication tasks = endpoint.publication("tasks");
            tasks.publish("task 0");
            inbox.await(1);
            Inbox.awaitThat(() -> pending() == 0);
            redis.ask("XGROUP", "DESTROY", "tasks", "workers");
            tasks.publish("task 1");
            assertThat(inbox.await(2)).containsExactly("task 0", "task 1");
            assertThat(news.await(Kind.GAP).cause().code()).isEqualTo(ErrorCode.BROKER_STATE_LOST);
            redis.ask("DEL", "tasks");
            tasks.publish("task 2");
            assertThat(inbox.await(3)).containsExactly("task 0", "task 1", "task 2");
        }
    }

    @Test
    void killedConnectionsRepeatNothingThatWasHandled() {
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("tasks", member("one"), inbox);
            Publication tasks = endpoint.publication("tasks");
            int count = 40_000;
            for (int i = 0; i < count; i++) {
                tasks.publish("task " + i);
                if (i % 5_000 == 4_999) {
                    redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                }
            }
            assertThat(tasks.drain(PATIENCE)).isTrue();
            inbox.await(count);
            RedisProcess.pause(300);
            assertThat(redis.number("XLEN", "tasks")).isEqualTo(count);
            assertThat(inbox.texts()).hasSize(count).doesNotHaveDuplicates();
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    @Test
    void whatWasTrimmedWhilePendingIsTold() {
        News news = new News();
        try (Millrace millrace = Millrace.builder().listener(news).build()) {
            publish(millrace.connect(redis.uri()), 10);
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XREADGROUP", "GROUP", "workers", "one", "COUNT", "4", "STREAMS", "tasks", ">");
            redis.ask("XTRIM", "tasks", "MAXLEN", "6");
            Inbox inbox = new Inbox();
            millrace.connect(redis.uri()).subscribe("tasks", member("one"), inbox);
            assertThat(inbox.await(6)).hasSize(6).startsWith("task 4");
            assertThat(news.of(Kind.GAP)).hasSize(4);
            Inbox.awaitThat(() -> pending() == 0);
            assertThat(pending()).isZero();
        }
    }

    @Test
    void aMemberThatStopsLeavesWhatItWasAt() {
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            publish(endpoint, 5);
            SubscriptionOptions options = SubscriptionOptions.builder()
                    .group("workers")
                    .consumer("one")
                    .onFailure(FailurePolicy.stop())
                    .build();
            AtomicInteger seen = new AtomicInteger();
            Subscription subscription = endpoint.subscribe("tasks", options, message -> {
                if (seen.incrementAndGet() == 3) {
                    throw new IllegalStateException("cannot");
                }
            });
            Inbox.awaitThat(subscription::isClosed);
            Inbox.awaitThat(() -> pending() == 3);
            assertThat(pending()).isEqualTo(3);
        }
    }

    @Test
    void idleMembersAreForgottenUnlessSomethingIsPendingForThem() {
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri("forget-after=50ms"));
            publish(endpoint, 2);
            redis.ask("XGROUP", "CREATE", "tasks", "workers", "0");
            redis.ask("XGROUP", "CREATECONSUMER", "tasks", "workers", "idle");
            redis.ask("XREADGROUP", "GROUP", "workers", "owing", "COUNT", "1", "STREAMS", "tasks", ">");
            RedisProcess.pause(100);
            Inbox inbox = new Inbox();
            endpoint.subscribe("tasks", member("one"), inbox);
            inbox.await(1);
            List<String> names = ((List<?>) redis.ask("XINFO", "CONSUMERS", "tasks", "workers"))
                    .stream()
                            .map(facts -> Replies.text(Replies.map(facts).get("name")))
                            .toList();
            assertThat(names).containsExactlyInAnyOrder("owing", "one");
        }
    }

    @Test
    void aSlowMemberIsNotHeldUpWhenItIsClosed() throws InterruptedException {
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            CountDownLatch begun = new CountDownLatch(1);
            Subscription subscription = endpoint.subscribe("tasks", member("one"), message -> begun.countDown());
            endpoint.publication("tasks").publish("x");
            begun.await();
            RedisProcess.pause(50);
            long startNs = System.nanoTime();
            subscription.close();
            assertThat(System.nanoTime() - startNs).isLessThan(500_000_000L);
            assertThat(pending()).isZero();
        }
    }
}
