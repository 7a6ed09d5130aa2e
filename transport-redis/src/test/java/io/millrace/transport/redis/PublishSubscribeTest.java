// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.Reading;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ordinary case, over a real server: what is published arrives, and what lies in the stream can be read. */
class PublishSubscribeTest {

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

    private static SubscriptionOptions fromStart() {
        return SubscriptionOptions.builder().fromStart().build();
    }

    private static String entry(EntryForm form) {
        return "entry=" + form.name().toLowerCase(java.util.Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource
    void messagesArriveInOrder(EntryForm form) {
        List<String> sent =
                IntStream.range(0, 20_000).mapToObj(i -> "order " + i).toList();
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri(entry(form)));
            endpoint.subscribe("orders", fromStart(), inbox);
            Publication orders = endpoint.publication("orders");
            sent.forEach(orders::publish);
            assertThat(orders.drain(PATIENCE)).isTrue();
            assertThat(inbox.await(sent.size())).isEqualTo(sent);
            assertThat(endpoint.counters().messagesPublished()).isEqualTo(sent.size());
            assertThat(endpoint.counters().messagesHandled()).isEqualTo(sent.size());
        }
        long entries = redis.number("XLEN", "orders");
        assertThat(entries).isBetween(1L, form == EntryForm.MESSAGE ? 20_000L : 5_000L);
        if (form == EntryForm.MESSAGE) {
            assertThat(entries).isEqualTo(20_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfEverySizeArrive(EntryForm form) {
        List<Integer> sizes =
                List.of(0, 1, 31, 32, 33, 1000, 65_504, 65_536, 262_144 - 32, 262_144, 300_001, 1_900_000, 7);
        List<byte[]> got = new ArrayList<>();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri(entry(form)));
            endpoint.subscribe("sizes", fromStart(), message -> {
                synchronized (got) {
                    got.add(message.copy());
                }
            });
            Publication publication = endpoint.publication("sizes");
            for (int round = 0; round < 3; round++) {
                for (int size : sizes) {
                    publication.publish(filled(size));
                }
            }
            assertThat(publication.drain(PATIENCE)).isTrue();
            Inbox.awaitThat(() -> {
                synchronized (got) {
                    return got.size() >= 3 * sizes.size();
                }
            });
        }
        assertThat(got).hasSize(3 * sizes.size());
        for (int i = 0; i < got.size(); i++) {
            assertThat(Arrays.equals(got.get(i), filled(sizes.get(i % sizes.size()))))
                    .as("message %d", i)
                    .isTrue();
        }
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + size);
        }
        return bytes;
    }

    @Test
    void anEntryCanBeReadByAPerson() {
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Publication orders = endpoint.publication("orders");
            orders.publish("42 apples");
            try (Claim claim = orders.claim(4)) {
                claim.typeId(7).correlationId(99).buffer().putInt(5);
                claim.commit();
            }
            assertThat(orders.drain(PATIENCE)).isTrue();
        }
        List<?> entries = (List<?>) redis.ask("XRANGE", "orders", "-", "+");
        Map<String, Object> first = Replies.map(((List<?>) entries.get(0)).get(1));
        assertThat(first.keySet()).containsExactly("data", "pos", "epoch");
        assertThat(Replies.text(first.get("data"))).isEqualTo("42 apples");
        assertThat(Replies.text(first.get("pos"))).isEqualTo("0");
        Map<String, Object> second = Replies.map(((List<?>) entries.get(1)).get(1));
        assertThat(Replies.text(second.get("pos"))).isEqualTo("64");
        assertThat(Replies.text(second.get("type"))).isEqualTo("7");
        assertThat(Replies.text(second.get("corr"))).isEqualTo("99");
    }

    @ParameterizedTest
    @EnumSource
    void typesAndIdsTravel(EntryForm form) {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri(entry(form)));
            endpoint.subscribe(
                    "typed",
                    fromStart(),
                    message -> seen.set(message.typeId() + " " + message.correlationId() + " " + message.kind() + " "
                            + message.getLong(0)));
            try (Claim claim = endpoint.publication("typed").claim(8)) {
                claim.typeId(40_000).correlationId(-5).buffer().putLong(123_456_789L);
                claim.commit();
            }
            Inbox.awaitThat(() -> !seen.get().isEmpty());
        }
        assertThat(seen.get()).isEqualTo("40000 -5 DATA 123456789");
    }

    @Test
    void readersKnowBothForms() {
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint reading = millrace.connect(redis.uri());
            reading.subscribe("mixed", fromStart(), inbox);
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                String form = round % 2 == 0 ? "entry=message" : "entry=batch";
                try (Endpoint writing = millrace.connect(redis.uri(form))) {
                    Publication mixed = writing.publication("mixed");
                    for (int i = 0; i < 100; i++) {
                        mixed.publish(form + i);
                        expected.add(form + i);
                    }
                }
            }
            assertThat(inbox.await(expected.size())).isEqualTo(expected);
        }
    }

    @Test
    void fromNowSeesNothingOfBefore() {
        redis.ask("XADD", "orders", "*", "data", "before");
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", inbox);
            Inbox.awaitThat(() -> Replies.text(redis.ask("CLIENT", "LIST")).contains("cmd=xread"));
            redis.ask("XADD", "orders", "*", "data", "after");
            assertThat(inbox.await(1)).containsExactly("after");
        }
    }

    @Test
    void readingGoesOnFromAnId() {
        Inbox first = new Inbox();
        Inbox rest = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Publication publication = endpoint.publication("log");
            IntStream.range(0, 100).forEach(i -> publication.publish("m" + i));
            assertThat(publication.drain(PATIENCE)).isTrue();
            endpoint.subscribe("log", fromStart(), first).stream();
            first.await(100);
            try (Endpoint other = millrace.connect(redis.uri())) {
                other.subscribe(
                        "log",
                        SubscriptionOptions.builder()
                                .fromId(first.ids().get(59))
                                .build(),
                        rest);
                assertThat(rest.await(40)).hasSize(40).startsWith("m60").endsWith("m99");
            }
        }
    }

    @Test
    void readingGoesOnFromATime() {
        redis.ask("XADD", "log", "1700000000000-5", "data", "old");
        redis.ask("XADD", "log", "1700000000001-0", "data", "on time");
        redis.ask("XADD", "log", "1700000000002-0", "data", "later");
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe(
                    "log",
                    SubscriptionOptions.builder()
                            .fromTime(java.time.Instant.ofEpochMilli(1_700_000_000_001L))
                            .build(),
                    inbox);
            assertThat(inbox.await(2)).containsExactly("on time", "later");
        }
    }

    @Test
    void replayKeepsToItsRate() {
        try (RedisConnection client = redis.client()) {
            for (int i = 0; i < 50; i++) {
                client.ask("XADD", "log", "*", "data", "m" + i);
            }
        }
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            long startNs = System.nanoTime();
            endpoint.subscribe(
                    "log",
                    SubscriptionOptions.builder().fromStart().maxRate(100).build(),
                    inbox);
            inbox.await(50);
            assertThat(System.nanoTime() - startNs).isGreaterThan(480_000_000L);
        }
    }

    @Test
    void anEntryThatMakesNoSenseIsPassedOver() {
        News news = new News();
        Inbox inbox = new Inbox();
        redis.ask("XADD", "orders", "*", "nonsense", "1");
        redis.ask("XADD", "orders", "*", "frames", "too short");
        redis.ask("XADD", "orders", "*", "data", "x", "pos", "many");
        redis.ask("XADD", "orders", "*", "data", "fine");
        try (Millrace millrace = Millrace.builder().listener(news).build()) {
            millrace.connect(redis.uri()).subscribe("orders", fromStart(), inbox);
            assertThat(inbox.await(1)).containsExactly("fine");
        }
        assertThat(news.of(Kind.HANDLER_FAILED)).hasSize(3);
        assertThat(news.of(Kind.HANDLER_FAILED).get(0).cause().code()).isEqualTo(ErrorCode.BAD_ENTRY);
    }

    @Test
    void oneLineSaysWhatIsDurable() {
        News news = new News();
        try (Millrace millrace = Millrace.builder().listener(news).build()) {
            millrace.connect(redis.uri());
            assertThat(news.await(Kind.LINK_UP).detail())
                    .contains("127.0.0.1:" + redis.port())
                    .contains("keeps no file: a restart loses everything");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checksum=crc32c", "entry=boxes", "durability=gold", "retain=1h&max-length=5"})
    void wrongOptionsAreRefused(String option) {
        try (Millrace millrace = Millrace.create()) {
            assertThatThrownBy(() -> millrace.connect(redis.uri(option)).publication("x"))
                    .isInstanceOfSatisfying(MillraceException.class, error -> assertThat(error.code())
                            .isEqualTo(ErrorCode.INVALID_OPTION));
        }
    }

    @Test
    void nobodyListens() {
        try (Millrace millrace = Millrace.create()) {
            assertThatThrownBy(() -> millrace.listen(redis.uri())).hasMessageContaining("call connect");
        }
    }

    @Test
    void plainTextDoesNotLeaveTheHost() {
        try (Millrace millrace = Millrace.create()) {
            assertThatThrownBy(() -> millrace.connect("redis://192.0.2.1:6379"))
                    .isInstanceOfSatisfying(MillraceException.class, error -> assertThat(error.code())
                            .isEqualTo(ErrorCode.PLAIN_TEXT));
        }
    }

    @Test
    void aServerIsStartedHere() {
        Inbox inbox = new Inbox();
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect("redis:embedded");
            endpoint.subscribe("orders", fromStart(), inbox);
            endpoint.publication("orders").publish("42 apples");
            assertThat(inbox.await(1)).containsExactly("42 apples");
        }
    }

    @Test
    void nothingIsLeftOfAClosedEndpoint() {
        try (Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(redis.uri());
            endpoint.subscribe("orders", fromStart(), new Inbox());
            endpoint.publication("orders").publish("x");
            endpoint.close();
            assertThat(threads()).isEmpty();
        }
    }

    /** Whoever wakes the reader for the I/O agent may take longer than the reader takes to end. */
    @Test
    void aClosedEndpointIsNotLeftByWhoeverStillWakesItsReader() {
        LogTwist slow = new LogTwist() {
            @Override
            LogReader reader(LogBroker real, String stream, Reading reading) {
                return new LogTwist.Reader(super.reader(real, stream, reading)) {
                    @Override
                    public void wake() {
                        super.wake();
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    }
                };
            }
        };
        // Keeps the endpoint from being closed until the reader's own thread has gone
        LifecycleListener held = event -> {
            if (event.to() == LinkState.CLOSED) {
                Inbox.awaitThat(() -> threads().stream().noneMatch(name -> name.endsWith("-subscription-orders")));
            }
        };
        try (Millrace millrace = with(slow, held)) {
            Endpoint endpoint = millrace.connect(redis.uri());
            Inbox inbox = new Inbox();
            endpoint.subscribe("orders", fromStart(), inbox);
            endpoint.publication("orders").publish("x");
            assertThat(inbox.await(1)).containsExactly("x");
            endpoint.close();
            assertThat(threads()).isEmpty();
        }
    }

    /** With this one instead of the one that services files name. */
    private static Millrace with(LogTwist twist, LifecycleListener listener) {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        current.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            return Millrace.builder()
                    .register(twist.provider())
                    .listener(listener)
                    .build();
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("millrace-\\d+-(append|broker|subscription).*"))
                .toList();
    }
}
