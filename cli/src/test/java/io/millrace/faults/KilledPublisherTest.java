// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The publisher is killed under full load: what it took with it is announced, and its successor is heard. */
final class KilledPublisherTest {
    private static final long SOME = 50_000;
    private static final String NAMED = "?name=mill&backoff-cap=200ms";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();
    private final List<Long> runsBeforeGap = new CopyOnWriteArrayList<>();
    private final Millrace millrace = Millrace.builder()
            .listener(events)
            .listener(event -> {
                if (event.kind() == Kind.GAP) {
                    runsBeforeGap.add(ledger.board().get(Field.RUNS));
                }
            })
            .build();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        millrace.close();
    }

    @Test
    void isAnnouncedWhenThePublisherListens() throws Exception {
        try (PeerProcess first = PeerProcess.publisher("listen", "tcp://127.0.0.1:0" + NAMED, folder.resolve("1"))) {
            String uri = first.uri();
            millrace.connect(uri.replaceAll("\\?.*", "") + "?backoff-cap=200ms")
                    .subscribe(PeerMain.STREAM, ledger::accept);
            killAndReplace(first, "listen", uri);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAnnouncedWhenThePublisherDials(Carrier carrier) throws Exception {
        Endpoint server = millrace.listen(carrier.listen(folder));
        server.subscribe(PeerMain.STREAM, ledger::accept);
        String uri = server.uri() + NAMED;
        try (PeerProcess first = PeerProcess.publisher("dial", uri, folder.resolve("1"))) {
            killAndReplace(first, "dial", uri);
        }
    }

    private void killAndReplace(PeerProcess first, String role, String uri) throws Exception {
        awaitHandled(SOME);
        first.kill();
        try (PeerProcess second = PeerProcess.publisher(role, uri, folder.resolve("2"))) {
            second.uri();
            Await.until(
                    PATIENCE, "the second run", this::seen, () -> ledger.board().get(Field.RUNS) == 2);
            awaitHandled(ledger.handled() + SOME);
        }
        LifecycleEvent gap = events.await(Kind.GAP);
        assertThat(gap.stream()).isEqualTo(PeerMain.STREAM);
        assertThat(gap.toPosition()).as("end of the gap").isEqualTo(LifecycleEvent.NO_POSITION);
        assertThat(runsBeforeGap)
                .as("told before the successor's first message")
                .containsExactly(1L);
        ledger.assertNothingLost();
    }

    private void awaitHandled(long messages) {
        Await.until(PATIENCE, messages + " handled", this::seen, () -> ledger.handled() >= messages);
    }

    private String seen() {
        return ledger + " " + events;
    }
}
