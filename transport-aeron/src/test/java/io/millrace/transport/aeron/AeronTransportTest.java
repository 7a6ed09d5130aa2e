// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runtimes over Aeron, as an application sees them. */
final class AeronTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 20_000;
    private static final String FILL = "x".repeat(100);

    private final List<LifecycleEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> there = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"aeron:ipc", "aeron:udp?endpoint=127.0.0.1:0", "aeron:udp?endpoint=localhost:0|mtu=8k"})
    void messagesArriveInBothDirections(String channel) throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        try (DriverFolder folder = new DriverFolder();
                Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen(channel + folder.embedded());
            Publication answers = server.publication("answers");
            server.subscribe("orders", message -> {
                there.add(message.asString());
                answers.publish("thanks");
            });
            Endpoint client = near.connect(server.uri().raw());
            client.subscribe("answers", message -> back.countDown());
            client.publication("orders").publish("42 apples");
            assertThat(back.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(there).containsExactly("42 apples");
        }
    }

    /** F63: each of some thirty terms ends with an admin action, and back-pressure comes and goes. */
    @Test
    void nothingOfATermsEndIsSeen() {
        publishAll("aeron:ipc?term-length=64k", "aeron:ipc?term-length=64k");
        assertThat(events.stream().filter(event -> event.kind() == Kind.LINK_DOWN))
                .isEmpty();
    }

    /** F64: the dialler's publications have one term each before their last position. */
    @Test
    void theSessionGoesOnOverNewPublicationsAtTheLastPosition() {
        publishAll("aeron:ipc", "aeron:ipc?term-length=64k|init-term-id=0|term-id=2147483647|term-offset=0");
        assertThat(events.stream().filter(event -> event.kind() == Kind.SESSION_RESUMED))
                .hasSizeGreaterThan(3);
    }

    private void publishAll(String listening, String dialling) {
        try (DriverFolder folder = new DriverFolder();
                Millrace far = Millrace.create();
                Millrace near = Millrace.builder().listener(events::add).build()) {
            Endpoint server = far.listen(listening + folder.embedded());
            int[] next = {0};
            server.subscribe("numbers", message -> {
                int number = Integer.parseInt(message.asString().substring(FILL.length()));
                if (number != next[0]++) {
                    there.add(number + " came instead of " + (next[0] - 1));
                }
            });
            Publication numbers = near.connect(dialling + folder.embedded() + "&backoff-base=1ms&backoff-cap=10ms")
                    .publication("numbers");
            for (int i = 0; i < MESSAGES; i++) {
                numbers.publish(FILL + i);
            }
            assertThat(numbers.drain(PATIENCE)).as(events.toString()).isTrue();
            assertThat(there).isEmpty();
            assertThat(next[0]).isEqualTo(MESSAGES);
        }
    }

    /** F67: a link has streams of its own, which nobody joins late; where a subscriber begins says its session. */
    @Test
    void whoComesLateIsServedFromItsSessionsPosition() throws Exception {
        try (DriverFolder folder = new DriverFolder();
                Millrace far = Millrace.create();
                Millrace first = Millrace.create();
                Millrace second = Millrace.create()) {
            Endpoint server = far.listen("aeron:ipc" + folder.embedded());
            Publication numbers = server.publication("numbers");
            first.connect(server.uri().raw()).subscribe("numbers", message -> {});
            numbers.publish("before");
            assertThat(numbers.drain(PATIENCE)).isTrue();
            Endpoint late = second.connect(server.uri().raw());
            late.subscribe("numbers", message -> there.add(message.asString()));
            await(() -> server.sessions() == 2 && late.counters() != null);
            await(() -> {
                numbers.publish("after");
                return !there.isEmpty();
            });
            assertThat(there).containsOnly("after");
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNs).isNegative();
            assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    /** Over IPC, with a driver and a link for it. */
    private static void sendOne(Millrace millrace, DriverFolder folder) {
        Endpoint server = millrace.listen("aeron:ipc" + folder.embedded());
        server.subscribe("numbers", message -> {});
        Publication numbers = millrace.connect(server.uri()).publication("numbers");
        numbers.publish("one");
        assertThat(numbers.drain(PATIENCE)).isTrue();
    }

    /** Files in it are readable for everybody, as Aeron makes them. */
    @Test
    void nobodyElseSeesTheDriversFiles() throws Exception {
        try (DriverFolder folder = new DriverFolder();
                Millrace millrace = Millrace.create()) {
            sendOne(millrace, folder);
            assertThat(Files.getPosixFilePermissions(folder.directory()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The room that is asked for before a driver is started. */
    @Test
    void aDriverAndALinkNeedNoMoreThanIsAskedFor() throws Exception {
        try (DriverFolder folder = new DriverFolder();
                Millrace millrace = Millrace.create()) {
            sendOne(millrace, folder);
            try (Stream<Path> files = Files.walk(folder.path())) {
                assertThat(files.filter(Files::isRegularFile)
                                .mapToLong(file -> file.toFile().length())
                                .sum())
                        .isBetween(DriverDirectory.LEAST_BYTES / 4, DriverDirectory.LEAST_BYTES);
            }
        }
    }

    /** What its driver refuses concerns publications only, which a listener makes when a peer has come. */
    @Test
    void aListenerSaysWhyItCannotAnswer() throws Exception {
        try (DriverFolder folder = new DriverFolder();
                Millrace far = Millrace.builder().listener(events::add).build();
                Millrace near = Millrace.create()) {
            far.listen("aeron:ipc?term-offset=64" + folder.embedded());
            near.connect("aeron:ipc" + folder.embedded() + "&backoff-base=1ms&backoff-cap=10ms");
            await(() -> events.stream().anyMatch(event -> event.kind() == Kind.NOTICE));
            assertThat(events.stream().filter(event -> event.kind() == Kind.NOTICE))
                    .first()
                    .satisfies(event -> {
                        assertThat(event.detail()).contains("cannot be answered");
                        assertThat(event.cause().code()).isEqualTo(ErrorCode.INVALID_URI);
                        assertThat(event.cause()).hasMessageContaining("term-offset");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aeron:udp?endpoint=0.0.0.0:0", "aeron:udp?endpoint=192.0.2.1:7400"})
    void plainTextDoesNotLeaveTheHostUnasked(String channel) {
        try (DriverFolder folder = new DriverFolder();
                Millrace millrace = Millrace.create()) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> millrace.listen(channel + folder.embedded()))
                    .matches(e -> e.code() == ErrorCode.PLAIN_TEXT);
        }
    }
}
