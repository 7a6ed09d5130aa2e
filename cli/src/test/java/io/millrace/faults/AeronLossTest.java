// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent.Kind;
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

/** What a network does to the packets of {@code aeron:udp}, done by a driver of Aeron's whose sockets lose them. */
final class AeronLossTest {
    private static final long MESSAGES = 100_000;
    private static final long SOME = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Events publishersEvents = new Events();
    private final Events subscribersEvents = new Events();
    private final Ledger ledger = new Ledger();

    @TempDir
    private Path temporary;

    private Path shared;
    private Path directory;

    @BeforeEach
    void makeFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        shared = Files.createTempDirectory(Files.isWritable(memory) ? memory : temporary, "millrace-test-");
        directory = shared.resolve("aeron");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(shared)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** F14: Aeron sends again what is lost, below the link, and takes each once: nothing of it is seen but the rate. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05})
    void lostPacketsAreNotSeen(double rate) throws Exception {
        try (LossyDriver driver = new LossyDriver(directory, rate);
                Millrace far = Millrace.builder().listener(subscribersEvents).build();
                Millrace near = Millrace.builder().listener(publishersEvents).build()) {
            Publication numbers = open(far, near);
            try (Pump pump = Pump.start(numbers, 1_000, MESSAGES)) {
                Await.until(PATIENCE, "all handled", this::toString, () -> ledger.handled() == MESSAGES);
                assertThat(pump.stop()).isEqualTo(MESSAGES);
            }
            ledger.assertExactly(MESSAGES);
            assertThat(driver.dropped()).isGreaterThan((long) (MESSAGES * rate / 10));
            assertThat(publishersEvents.count(Kind.LINK_DOWN)).as(toString()).isZero();
            assertThat(subscribersEvents.count(Kind.LINK_DOWN)).as(toString()).isZero();
        }
    }

    /** F13: longer than the ten seconds after which Aeron gives a stream up, and with it what was sent meanwhile. */
    @Test
    void twelveSecondsOfDarknessLoseNothing() throws Exception {
        try (LossyDriver driver = new LossyDriver(directory, 0);
                Millrace far = Millrace.builder().listener(subscribersEvents).build();
                Millrace near = Millrace.builder().listener(publishersEvents).build()) {
            Publication numbers = open(far, near);
            try (Pump pump = Pump.start(numbers)) {
                awaitMore(SOME);
                driver.dark(true);
                Await.elapsed(Duration.ofSeconds(12));
                assertThat(publishersEvents.count(Kind.LINK_DOWN))
                        .as(toString())
                        .isPositive();
                long handled = ledger.handled();
                driver.dark(false);
                Await.until(Duration.ofSeconds(2), "flowing again", this::toString, () -> ledger.handled() > handled);
                awaitMore(SOME);
                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).as(toString()).isTrue();
                ledger.assertExactly(published);
            }
        }
        assertThat(publishersEvents.count(Kind.SESSION_RESUMED)).as(toString()).isPositive();
        assertThat(publishersEvents.count(Kind.SESSION_RESTARTED))
                .as(toString())
                .isZero();
    }

    private Publication open(Millrace far, Millrace near) {
        Endpoint server = far.listen("aeron:udp?endpoint=127.0.0.1:0#aeron.dir=" + directory);
        server.subscribe(PeerMain.STREAM, ledger::accept);
        return near.connect(server.uri().raw()).publication(PeerMain.STREAM);
    }

    private void awaitMore(long messages) {
        long handled = ledger.handled();
        Await.until(PATIENCE, "more handled", this::toString, () -> ledger.handled() >= handled + messages);
    }

    @Override
    public String toString() {
        return ledger + "\npublisher" + publishersEvents + "\nsubscriber" + subscribersEvents;
    }
}
