// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are killed, paused, full or misused under load. */
class LostConnectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SubscriptionOptions fromStart() {
        return SubscriptionOptions.builder().fromStart().build();
    }

    /** Publishes numbers, and lets something happen at every so many. */
    private static void publish(Publication publication, int count, int every, Runnable event) {
        for (int i = 0; i < count; i++) {
            byte[] text = ("m" + i).getBytes(StandardCharsets.US_ASCII);
            while (publication.offer(text, 0, text.length) != OfferStatus.ACCEPTED) {
                Thread.yield();
            }
            if (i % every == every - 1) {
                event.run();
            }
        }
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    @ParameterizedTest
    @CsvSource({"MESSAGE,MANY", "BATCH,MANY", "MESSAGE,SINGLE", "BATCH,SINGLE"})
    void killedConnectionsLoseAndRepeatNothing(EntryForm form, Writers writers) {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Inbox inbox = new Inbox();
            Endpoint reading = millrace.connect(redis.uri());
            reading.subscribe("orders", fromStart(), inbox);
            Endpoint writing = millrace.connect(redis.uri(
                    // Less than is published: it goes out while connections are killed
                    "ring=256KiB",
                    "window=128KiB",
                    "entry=" + form.name().toLowerCase(Locale.ROOT),
                    "writers=" + writers.name().toLowerCase(Locale.ROOT)));
            Inbox.awaitThat(() -> writing.state() == LinkState.UP);
            Publication orders = writing.publication("orders");
            int count = 60_000;
            publish(orders, count, 4_000, () -> redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(inbox.await(count)).isEqualTo(numbers(count));
            assertThat(reading.counters().duplicatesDropped()).isZero();
            assertThat(writing.counters().linksLost()).isPositive();
            if (form == EntryForm.MESSAGE) {
                assertThat(redis.number("XLEN", "orders")).isEqualTo(count);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestartWithAFileLosesAndRepeatsNothing(EntryForm form) {
        try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
                Millrace millrace = Millrace.create()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint =
                    millrace.connect(redis.uri("entry=" + form.name().toLowerCase(Locale.ROOT)));
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            int count = 20_000;
            publish(orders, count, 7_000, () -> {
                redis.kill();
                redis.restart();
            });
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(inbox.await(count)).isEqualTo(numbers(count));
        }
    }

    @Test
    void aRestartWithoutAFileIsAnnounced() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Publication orders = endpoint.publication("orders");
            publish(orders, 1_000, 5_000, () -> {});
            assertThat(orders.drain(PATIENCE)).isTrue();
            redis.kill();
            orders.publish("later");
            redis.restart();
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(redis.number("XLEN", "orders")).isEqualTo(1);
            LifecycleEvent loss = news.await(Kind.LOSS);
            assertThat(loss.cause().code()).isEqualTo(ErrorCode.BROKER_STATE_LOST);
            assertThat(loss.fromPosition()).isZero();
            assertThat(loss.toPosition()).isEqualTo(1_000 * 64);
            assertThat(news.of(Kind.LOSS)).hasSize(1);
        }
    }

    @Test
    void whilstTheServerIsAwayPublishersAreBackPressured() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start("--appendonly", "yes");
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri("ring=64KiB", "window=16KiB"));
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            inbox.await(1);
            redis.kill();
            Inbox.awaitThat(() -> endpoint.state() == LinkState.BACKOFF);
            int accepted = 1;
            while (true) {
                byte[] text = ("m" + accepted).getBytes(StandardCharsets.US_ASCII);
                if (orders.offer(text, 0, text.length) != OfferStatus.ACCEPTED) {
                    break;
                }
                accepted++;
            }
            assertThat(accepted).isBetween(900, 1_100);
            // An attempt that met the server in its last moment was reset; the next ones find nobody
            String nobody = "no redis at 127.0.0.1:" + redis.port();
            Inbox.awaitThat(() -> lastFailure(news).contains(nobody));
            assertThat(lastFailure(news)).contains(nobody);
            redis.restart();
            assertThat(inbox.await(accepted)).isEqualTo(numbers(accepted));
        }
    }

    private static String lastFailure(News news) {
        List<LifecycleEvent> failed = news.of(Kind.ATTEMPT_FAILED);
        return failed.isEmpty() ? "" : failed.get(failed.size() - 1).cause().getMessage();
    }

    @Test
    void aServerThatHangsIsNoticed() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            inbox.await(1);
            redis.freeze();
            long startNs = System.nanoTime();
            orders.publish("m1");
            assertThat(news.await(Kind.LINK_DOWN).cause().code()).isEqualTo(ErrorCode.HEARTBEAT_TIMEOUT);
            assertThat(System.nanoTime() - startNs).isLessThan(3_000_000_000L);
            redis.thaw();
            assertThat(inbox.await(2)).isEqualTo(numbers(2));
            assertThat(redis.number("XLEN", "orders")).isEqualTo(2);
        }
    }

    @Test
    void aFullServerMakesPublishersWait() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            inbox.await(1);
            redis.ask("CONFIG", "SET", "maxmemory", "1");
            for (int i = 1; i < 1_000; i++) {
                orders.publish("m" + i);
            }
            assertThat(news.await(Kind.LINK_DOWN).cause().code()).isEqualTo(ErrorCode.BROKER_FULL);
            redis.ask("CONFIG", "SET", "maxmemory", "0");
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(inbox.await(1_000)).isEqualTo(numbers(1_000));
        }
    }

    @Test
    void whatStandsInTheWayIsSaidAtOnce() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            redis.ask("SET", "orders", "a string");
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.publication("orders").offer(new byte[1], 0, 1);
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isEqualTo(ErrorCode.WRONG_KEY);
            assertThat(endpoint.failure().getMessage()).contains("WRONGTYPE");
        }
    }

    @Test
    void aDeletedStreamIsReadOn() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            inbox.await(1);
            redis.ask("DEL", "orders");
            orders.publish("m1");
            assertThat(inbox.await(2)).isEqualTo(numbers(2));
        }
    }

    @Test
    void whatWasTrimmedUnreadIsAGap() {
        News news = new News();
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.builder().listener(news).build()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri());
            var slow = millrace.connect(redis.uri("read-count=1"));
            java.util.concurrent.Semaphore permits = new java.util.concurrent.Semaphore(1);
            slow.subscribe("orders", fromStart(), message -> {
                permits.acquireUninterruptibly();
                inbox.onMessage(message);
            });
            Publication orders = endpoint.publication("orders");
            IntStream.range(0, 100).forEach(i -> orders.publish("m" + i));
            assertThat(orders.drain(PATIENCE)).isTrue();
            inbox.await(1);
            RedisProcess.pause(100);
            redis.ask("XTRIM", "orders", "MAXLEN", "10");
            permits.release(1_000);
            assertThat(inbox.await(12)).contains("m0", "m90", "m99");
            assertThat(news.await(Kind.GAP).detail()).contains("positions").contains("trimmed past this reader");
            assertThat(news.of(Kind.GAP)).hasSize(1);
        }
    }

    @Test
    void aFormerWriterIsFenced() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Endpoint former = millrace.connect(redis.uri("writers=single"));
            Endpoint latter = millrace.connect(redis.uri("writers=single"));
            Publication first = former.publication("orders");
            first.publish("m0");
            assertThat(first.drain(PATIENCE)).isTrue();
            Publication second = latter.publication("orders");
            second.publish("m1");
            assertThat(second.drain(PATIENCE)).isTrue();
            first.offer(new byte[1], 0, 1);
            Inbox.awaitThat(() -> former.state() == LinkState.FAILED);
            assertThat(former.failure().code()).isEqualTo(ErrorCode.WRITER_FENCED);
            assertThat(redis.number("XLEN", "orders")).isEqualTo(2);
        }
    }

    @Test
    void aServerThatDropsStreamsIsRefused() {
        try (RedisProcess redis = RedisProcess.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isEqualTo(ErrorCode.BROKER_UNFIT);
            assertThat(endpoint.failure().getMessage()).contains("allkeys-lru");
            Endpoint allowed = millrace.connect(redis.uri("allow-eviction=true"));
            Inbox.awaitThat(() -> allowed.state() == LinkState.UP);
            assertThat(allowed.state()).isEqualTo(LinkState.UP);
        }
    }

    @Test
    void aServerWithoutAFileIsRefusedIfOneIsAskedFor() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri("durability=aof"));
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isEqualTo(ErrorCode.BROKER_UNFIT);
        }
    }

    @Test
    void passwordsAndUsers() {
        try (RedisProcess redis = RedisProcess.start("--requirepass", "open sesame");
                Millrace millrace = Millrace.create()) {
            Endpoint stranger = millrace.connect(redis.uri());
            Inbox.awaitThat(() -> stranger.state() == LinkState.FAILED);
            assertThat(stranger.failure().code()).isEqualTo(ErrorCode.BROKER_DENIED);
            Endpoint wrong = millrace.connect(redis.uri("password=wrong-canary"));
            Inbox.awaitThat(() -> wrong.state() == LinkState.FAILED);
            assertThat(wrong.failure().code()).isEqualTo(ErrorCode.BROKER_DENIED);
            assertThat(wrong.failure().getMessage()).doesNotContain("canary");
            Inbox inbox = new Inbox();
            Endpoint right = millrace.connect(redis.uri("password=open%20sesame"));
            right.subscribe("orders", fromStart(), inbox);
            right.publication("orders").publish("42 apples");
            assertThat(inbox.await(1)).containsExactly("42 apples");
        }
    }

    @Test
    void databasesAreApart() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect("redis://127.0.0.1:" + redis.port() + "/3");
            Publication orders = endpoint.publication("orders");
            orders.publish("x");
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(redis.number("EXISTS", "orders")).isZero();
        }
    }

    @Test
    void aStreamKeepsAsMuchAsItMay() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri("max-length=500"));
            Publication orders = endpoint.publication("orders");
            publish(orders, 10_000, 100_000, () -> {});
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(redis.number("XLEN", "orders")).isBetween(500L, 700L);
        }
    }

    @Test
    void theOperatorCanTakeItOutOfService() {
        try (RedisProcess redis = RedisProcess.start();
                Millrace millrace = Millrace.create()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            orders.publish("m0");
            inbox.await(1);
            endpoint.isolate();
            Inbox.awaitThat(() -> endpoint.state() == LinkState.ISOLATED);
            assertThat(orders.offer(new byte[1], 0, 1)).isEqualTo(OfferStatus.ISOLATED);
            endpoint.resume();
            Inbox.awaitThat(() -> endpoint.state() == LinkState.UP);
            orders.publish("m1");
            assertThat(inbox.await(2)).isEqualTo(numbers(2));
        }
    }
}
