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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The subscriber is killed under full load, and a new process of the same identity takes its place. */
final class KilledSubscriberTest {
    private static final long SOME = 50_000;
    private static final String NAMED = "?name=mill&backoff-cap=200ms";

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
    void losesNothingWhenTheSubscriberListens(Carrier carrier) throws Exception {
        try (PeerProcess first =
                PeerProcess.subscriber("listen", carrier.listen(folder) + NAMED, folder.resolve("1"), 0)) {
            String uri = first.uri();
            Publication numbers = millrace.connect(uri.replaceAll("\\?.*", "") + "?backoff-cap=200ms")
                    .publication(PeerMain.STREAM);
            killAndReplace(first, numbers, "listen", uri);
        }
    }

    @Test
    void losesNothingWhenTheSubscriberDials() throws Exception {
        Endpoint server = millrace.listen("tcp://127.0.0.1:0");
        Publication numbers = server.publication(PeerMain.STREAM);
        String uri = server.uri() + NAMED;
        try (PeerProcess first = PeerProcess.subscriber("dial", uri, folder.resolve("1"), 0)) {
            killAndReplace(first, numbers, "dial", uri);
        }
    }

    private void killAndReplace(PeerProcess first, Publication numbers, String role, String uri) throws Exception {
        try (Pump pump = Pump.start(numbers)) {
            first.await(Field.HANDLED, SOME);
            first.kill();
            long handled = first.get(Field.NEXT);
            try (PeerProcess second = PeerProcess.subscriber(role, uri, folder.resolve("2"), handled)) {
                second.await(Field.HANDLED, SOME);
                long published = pump.stop();
                assertThat(numbers.drain(Duration.ofSeconds(10)))
                        .as(second.toString())
                        .isTrue();

                new LedgerView(first).assertNothingLost();
                new LedgerView(second).assertNothingLost();
                assertThat(second.get(Field.FIRST)).as("first of the second").isLessThanOrEqualTo(handled);
                assertThat(second.get(Field.NEXT)).as("last of the second").isEqualTo(published);
                assertThat(second.get(Field.RESTARTED_AT))
                        .as("SESSION_RESTARTED before the first message: " + second)
                        .isEqualTo(1);
                if (second.get(Field.FIRST) < handled) {
                    assertThat(second.get(Field.REDELIVERED)).isPositive();
                }
            }
        }
        assertThat(events.count(Kind.SESSION_RESTARTED)).as(events.toString()).isPositive();
    }
}
