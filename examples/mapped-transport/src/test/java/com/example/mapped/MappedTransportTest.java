// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.TransportReport;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedTransportTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MESSAGES = 200_000;

    @TempDir
    private Path folder;

    private final AtomicLong expected = new AtomicLong();

    private String uri() {
        return "mapped://" + folder.resolve("orders");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("orders"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void isFoundByServiceLoader() {
        try (Millrace millrace = Millrace.create()) {
            assertThat(millrace.transports())
                    .filteredOn(report -> report.problem() == null)
                    .extracting(TransportReport::name)
                    .contains("mapped");
        }
    }

    @Test
    void carriesMessagesBothWaysInOrder() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (Millrace far = Millrace.create();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen(uri());
            Publication answers = server.publication("answers");
            server.subscribe("numbers", message -> {
                if (message.getLong(0) != expected.get()) {
                    throw new IllegalStateException("got " + message.getLong(0) + " instead of " + expected);
                }
                if (expected.incrementAndGet() == MESSAGES) {
                    answers.publish("all there");
                }
            });
            Endpoint client = near.connect(uri() + "?pipe=5001");
            client.subscribe("answers", message -> answered.countDown());
            Publication numbers = client.publication("numbers");
            ByteBuffer payload = ByteBuffer.allocateDirect(300).order(ByteOrder.LITTLE_ENDIAN);
            for (long i = 0; i < MESSAGES; i++) {
                payload.putLong(0, i);
                numbers.publish(payload, 0, Long.BYTES + (int) (i * 31 % 290), PATIENCE);
            }
            assertThat(numbers.drain(PATIENCE)).isTrue();
            assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.counters().messagesHandled()).isEqualTo(MESSAGES);
            assertThat(left()).containsExactly("door");
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void aSessionOutlivesItsListenersRestart() throws Exception {
        try (Millrace near = Millrace.create()) {
            Endpoint client = near.connect(uri() + "?backoff-cap=50ms");
            Publication numbers = client.publication("numbers");
            numbers.publish("waits for the listener");
            try (Millrace far = Millrace.create()) {
                far.listen(uri()).subscribe("numbers", message -> {});
                assertThat(numbers.drain(PATIENCE)).isTrue();
            }
            try (Millrace far = Millrace.create()) {
                far.listen(uri()).subscribe("numbers", message -> {});
                numbers.publish("comes over the next link");
                assertThat(numbers.drain(PATIENCE)).isTrue();
            }
        }
    }

    @Test
    void aSecondListenerIsRefused() {
        try (Millrace one = Millrace.create();
                Millrace two = Millrace.create()) {
            Endpoint first = one.listen(uri());
            assertThatThrownBy(() -> two.listen(uri()))
                    .isInstanceOfSatisfying(
                            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ADDRESS_IN_USE));
            first.close();
            assertThat(two.listen(uri()).state()).isEqualTo(LinkState.UP);
        }
    }

    @Test
    void whatIsNoPathIsRefused() {
        try (Millrace millrace = Millrace.create()) {
            for (String bad : List.of("mapped:orders", "mapped://host/orders")) {
                assertThatThrownBy(() -> millrace.listen(bad))
                        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.INVALID_URI));
            }
        }
    }

    @Test
    void leftoversOfADeadListenersPeersAreRemoved() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("orders"));
        LinkFile.create(directory, 4096);
        Files.createFile(directory.resolve("x.new"));
        try (Door door = Door.open(directory)) {
            assertThat(left()).containsExactly("door");
            assertThat(door.next()).isNull();
        }
    }

    @Test
    void theWholeFileIsOnTheDiskBeforeItIsMapped() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("orders"));
        LinkFile.create(directory, 100_000);
        Path file = directory.resolve(left().get(0));
        long blocks = ((Number) Files.getAttribute(file, "unix:size")).longValue();
        assertThat(blocks).isGreaterThan(200_000);
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String kib = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\\s", 2)[0];
        assertThat(Integer.parseInt(kib)).isGreaterThanOrEqualTo(195);
    }

    /** The other process may write anything there: it must not lead anybody out of bounds. */
    @Test
    void indicesThatCannotBeAreAnError() {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(MappedPipe.INDEX_BYTES + 1024).order(ByteOrder.LITTLE_ENDIAN);
        MappedPipe pipe = new MappedPipe(memory);
        for (long written : new long[] {-1, 1025, Long.MAX_VALUE, Long.MIN_VALUE}) {
            memory.putLong(0, written);
            assertThatThrownBy(() -> pipe.read(ByteBuffer.allocate(64))).isInstanceOf(LinkException.class);
            assertThatThrownBy(() -> pipe.write(ByteBuffer.allocate(64))).isInstanceOf(LinkException.class);
        }
    }

    @Test
    void aFileThatIsNoConnectionIsRemovedAndTold() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("orders"));
        try (Door door = Door.open(directory)) {
            Files.writeString(directory.resolve("a.waiting"), "hello");
            Door.ring(directory);
            assertThatThrownBy(door::next).isInstanceOf(LinkException.class).hasMessageContaining("5 bytes");
            assertThat(door.next()).isNull();
            assertThat(left()).containsExactly("door");
        }
    }
}
