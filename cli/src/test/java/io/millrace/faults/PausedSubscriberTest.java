// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The subscriber's process is stopped for longer than dead-after, and continued. The long variant stops it for ten
 * seconds, with the default heartbeat.
 */
final class PausedSubscriberTest {
    private static final long SOME = 50_000;
    private static final String QUICK = Pace.LONG
            ? ""
            : "?heartbeat=100ms&dead-after=300ms&handshake-timeout=500ms&backoff-base=10ms&backoff-cap=200ms";
    private static final Duration PAUSE = Pace.of(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** Three heartbeats, looked at once a heartbeat, on a busy machine. */
    private static final Duration FOUND = Pace.of(Duration.ofMillis(700), Duration.ofMillis(4_300));

    private final Events events = new Events();
    private final Millrace millrace = Millrace.builder().listener(events).build();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        millrace.close();
    }

    @ParameterizedTest
    @EnumSource
    void isResumedWhenTheSubscriberListens(Carrier carrier) throws Exception {
        try (PeerProcess peer =
                PeerProcess.subscriber("listen", carrier.listen(folder) + QUICK, folder.resolve("1"), 0)) {
            Publication numbers = millrace.connect(peer.uri()).publication(PeerMain.STREAM);
            pauseAndContinue(peer, numbers);
        }
    }

    @Test
    void isResumedWhenTheSubscriberDials() throws Exception {
        Endpoint server = millrace.listen("tcp://127.0.0.1:0" + QUICK);
        Publication numbers = server.publication(PeerMain.STREAM);
        try (PeerProcess peer = PeerProcess.subscriber("dial", server.uri().toString(), folder.resolve("1"), 0)) {
            pauseAndContinue(peer, numbers);
        }
    }

    private void pauseAndContinue(PeerProcess peer, Publication numbers) {
        try (Pump pump = Pump.start(numbers)) {
            peer.await(Field.HANDLED, SOME);
            peer.pause();
            long pausedNs = System.nanoTime();
            events.await(
                    "link given up for silence",
                    event -> event.kind() == Kind.LINK_DOWN
                            && event.cause() != null
                            && event.cause().code() == ErrorCode.HEARTBEAT_TIMEOUT);
            Duration found = Duration.ofNanos(System.nanoTime() - pausedNs);
            assertThat(found).isLessThan(FOUND);
            Await.elapsed(PAUSE.minus(found));
            peer.resume();
            peer.await(Field.HANDLED, peer.get(Field.HANDLED) + SOME);

            long published = pump.stop();
            assertThat(numbers.drain(Duration.ofSeconds(10)))
                    .as(peer.toString())
                    .isTrue();
            new LedgerView(peer).assertNothingLost();
            assertThat(peer.get(Field.HANDLED)).isEqualTo(published);
            assertThat(peer.get(Field.REDELIVERED)).isZero();
        }
        assertThat(events.count(Kind.SESSION_RESUMED)).as(events.toString()).isPositive();
        assertThat(events.count(Kind.SESSION_RESTARTED)).as(events.toString()).isZero();
    }
}
