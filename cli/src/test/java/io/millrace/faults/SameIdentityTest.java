// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that call themselves by one name: the newer one has the place, and the older one keeps out of its way. */
final class SameIdentityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SOME = 20_000;
    private static final String NAMED =
            "?name=mill&heartbeat=200ms&dead-after=600ms&backoff-base=10ms&backoff-cap=50ms";

    /** Time for many takings and retakings of the place, if they did that. */
    private static final Duration LONG_ENOUGH = Pace.of(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final Events events = new Events();
    private final Millrace millrace = Millrace.builder().listener(events).build();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        millrace.close();
    }

    @Test
    void theOlderProcessGivesUpForGood() throws Exception {
        Endpoint server = millrace.listen("tcp://127.0.0.1:0");
        Publication numbers = server.publication(PeerMain.STREAM);
        String uri = server.uri() + NAMED;
        try (Pump pump = Pump.start(numbers);
                PeerProcess older = PeerProcess.subscriber("dial", uri, folder.resolve("older"), 0)) {
            older.await(Field.HANDLED, SOME);
            try (PeerProcess newer = PeerProcess.subscriber("dial", uri, folder.resolve("newer"), 0)) {
                newer.await(Field.HANDLED, SOME);
                older.awaitLine("FAILED");
                older.awaitLine("SUPERSEDED");
                long links = events.count(Kind.LINK_UP);
                long handled = older.get(Field.HANDLED);

                Await.elapsed(LONG_ENOUGH);
                newer.await(Field.HANDLED, newer.get(Field.HANDLED) + SOME);
                assertThat(events.count(Kind.LINK_UP))
                        .as("no ping-pong: " + events)
                        .isEqualTo(links);
                assertThat(older.get(Field.HANDLED))
                        .as("the older one is left alone")
                        .isEqualTo(handled);
                assertThat(server.sessions()).isEqualTo(1);
                assertThat(events.count(Kind.SESSION_RESTARTED))
                        .as(events.toString())
                        .isEqualTo(1);

                long published = pump.stop();
                assertThat(numbers.drain(PATIENCE)).as(newer.toString()).isTrue();
                new LedgerView(older).assertNothingLost();
                new LedgerView(newer).assertNothingLost();
                assertThat(newer.get(Field.FIRST)).isLessThanOrEqualTo(older.get(Field.NEXT));
                assertThat(newer.get(Field.NEXT)).isEqualTo(published);
            }
        }
    }
}
