// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Aeron's media driver and its clients can do to a session: real drivers and peers, killed and stopped under load. */
final class AeronFaultsTest {
    private static final long SOME = 50_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String QUICK = "&backoff-base=10ms&backoff-cap=200ms";

    private final Events events = new Events();
    private final Millrace millrace = Millrace.builder().listener(events).build();

    @TempDir
    private Path boards;

    private Path shared;
    private Path directory;

    @BeforeEach
    void makeFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        shared = Files.createTempDirectory(Files.isWritable(memory) ? memory : boards, "millrace-test-");
        directory = shared.resolve("aeron");
    }

    /** A killed driver leaves its files; nobody else does. */
    @AfterEach
    void closeAndRemove() throws IOException {
        millrace.close();
        try (Stream<Path> files = Files.walk(shared)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }

    private String uri(String channel, String driver) {
        return channel + "#aeron.dir=" + directory + "&aeron.driver=" + driver + QUICK;
    }

    private PeerProcess driver(String board) throws IOException {
        PeerProcess driver = PeerProcess.driver(directory, boards.resolve(board));
        driver.uri();
        return driver;
    }

    /** F60. */
    @ParameterizedTest
    @ValueSource(strings = {"aeron:ipc", "aeron:udp?endpoint=127.0.0.1:0"})
    void aDriverThatIsKilledLosesNothing(String channel) throws Exception {
        try (PeerProcess first = driver("driver-1");
                PeerProcess peer =
                        PeerProcess.subscriber("listen", uri(channel, "external"), boards.resolve("sub"), 0)) {
            Publication numbers = millrace.connect(peer.uri()).publication(PeerMain.STREAM);
            try (Pump pump = Pump.start(numbers)) {
                peer.await(Field.HANDLED, SOME);
                first.kill();
                long killedNs = System.nanoTime();
                LifecycleEvent down = events.await(Kind.LINK_DOWN);
                assertThat(Duration.ofNanos(System.nanoTime() - killedNs)).isLessThan(Duration.ofSeconds(3));
                assertThat(down.cause()).isNotNull();
                assertThat(down.cause().code()).isEqualTo(ErrorCode.NO_DRIVER);
                try (PeerProcess second = driver("driver-2")) {
                    peer.await(Field.HANDLED, peer.get(Field.HANDLED) + SOME);
                    long published = pump.stop();
                    assertThat(numbers.drain(PATIENCE)).as(peer.toString()).isTrue();
                    assertNothingLost(peer, published);
                    assertThat(second.saw("at ")).isTrue();
                }
            }
        }
        assertThat(events.count(Kind.SESSION_RESUMED)).as(events.toString()).isPositive();
    }

    /** The driver is the subscriber's own; when that is killed, who is left runs the next one. */
    @Test
    void whoIsLeftRunsTheNextDriver() throws Exception {
        String named = uri("aeron:ipc", "embedded") + "&name=mill";
        try (PeerProcess first = PeerProcess.subscriber("listen", named, boards.resolve("1"), 0)) {
            first.uri();
            Publication numbers = millrace.connect(uri("aeron:ipc", "embedded")).publication(PeerMain.STREAM);
            try (Pump pump = Pump.start(numbers)) {
                first.await(Field.HANDLED, SOME);
                first.kill();
                long handled = first.get(Field.NEXT);
                events.await(Kind.LINK_DOWN);
                try (PeerProcess second = PeerProcess.subscriber("listen", named, boards.resolve("2"), handled)) {
                    second.await(Field.HANDLED, SOME);
                    long published = pump.stop();
                    assertThat(numbers.drain(PATIENCE)).as(second.toString()).isTrue();
                    new LedgerView(first).assertNothingLost();
                    new LedgerView(second).assertNothingLost();
                    assertThat(second.get(Field.FIRST)).isLessThanOrEqualTo(handled);
                    assertThat(second.get(Field.NEXT)).isEqualTo(published);
                }
            }
        }
    }

    /** F61: neither end fails, and both go on when there is one. */
    @Test
    void waitsForADriverThatIsNotThereYet() throws Exception {
        String uri = uri("aeron:ipc", "external");
        try (PeerProcess peer = PeerProcess.subscriber("listen", uri, boards.resolve("sub"), 0)) {
            peer.uri();
            Endpoint client = millrace.connect(uri);
            Publication numbers = client.publication(PeerMain.STREAM);
            LifecycleEvent failed = events.await(Kind.ATTEMPT_FAILED);
            assertThat(failed.cause()).isNotNull();
            assertThat(failed.cause().code()).isEqualTo(ErrorCode.NO_DRIVER);
            try (PeerProcess driver = driver("driver");
                    Pump pump = Pump.start(numbers)) {
                Await.until(PATIENCE, "up", events::toString, () -> client.state() == LinkState.UP);
                peer.await(Field.HANDLED, SOME);
                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).as(driver.toString()).isTrue();
                assertNothingLost(peer, published);
            }
        }
    }

    /** F08: stopped for longer than the driver waits for its clients, whose time is over when the process goes on. */
    @Test
    void aSubscriberThatIsStoppedForLongComesBack() throws Exception {
        try (PeerProcess driver = driver("driver");
                PeerProcess peer =
                        PeerProcess.subscriber("listen", uri("aeron:ipc", "external"), boards.resolve("sub"), 0)) {
            Publication numbers = millrace.connect(peer.uri()).publication(PeerMain.STREAM);
            try (Pump pump = Pump.start(numbers)) {
                peer.await(Field.HANDLED, SOME);
                peer.pause();
                Await.elapsed(Duration.ofSeconds(13));
                peer.resume();
                peer.await(Field.HANDLED, peer.get(Field.HANDLED) + SOME);
                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).as(driver.toString()).isTrue();
                assertNothingLost(peer, published);
            }
        }
        assertThat(events.count(Kind.SESSION_RESTARTED)).as(events.toString()).isZero();
    }

    /** F65: a claim is never left open, so a publisher that dies at any moment holds up no other. */
    @Test
    void publishersThatAreKilledHoldUpNobody() throws Exception {
        try (PeerProcess driver = driver("driver");
                PeerProcess peer =
                        PeerProcess.subscriber("listen", uri("aeron:ipc", "external"), boards.resolve("sub"), 0)) {
            String uri = peer.uri();
            for (int i = 0; i < 3; i++) {
                try (PeerProcess publisher =
                        PeerProcess.publisher("dial", uri + "&name=victim", boards.resolve("pub-" + i))) {
                    long before = peer.get(Field.HANDLED);
                    peer.await(Field.HANDLED, before + SOME);
                    publisher.kill();
                }
            }
            assertThat(peer.get(Field.RUNS)).as(driver.toString()).isEqualTo(3);
        }
    }

    private static void assertNothingLost(PeerProcess peer, long published) {
        new LedgerView(peer).assertNothingLost();
        assertThat(peer.get(Field.HANDLED)).isEqualTo(published);
        assertThat(peer.get(Field.REDELIVERED)).isZero();
    }
}
