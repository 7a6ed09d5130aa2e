// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.Millrace;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A crowd of strangers in a process of its own, of which most stop in the middle of their HELLO and some say what is wrong in
 * every way, while a healthy publisher goes on. It keeps what it keeps beside a bare sink that has the same crowd. The long
 * variant has 10 000 and 1 000 of them, and holds the bar of 0.8; the usual one only says that it does not stand still, as
 * other things run beside it.
 */
@Timeout(600)
final class HostileCrowdTest {
    private static final int SILENT = Pace.LONG ? 10_000 : 300;
    private static final int NOISY = Pace.LONG ? 1_000 : 50;
    private static final int ROUNDS = Pace.LONG ? 3 : 1;
    private static final Duration ROUND = Pace.of(Duration.ofMillis(1_500), Duration.ofSeconds(6));
    private static final double LEAST = Pace.LONG ? 0.8 : 0.2;
    private static final long MOST_GROWTH_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Ledger ledger = new Ledger();
    private final Events events = new Events();

    @Test
    void costsAHealthyConnectionLittleAndIsSentAwayWithReasons() throws Exception {
        try (Millrace far = Millrace.builder().listener(events).build();
                CrowdProcess sink = CrowdProcess.sink()) {
            Endpoint server = far.listen("tcp://127.0.0.1:0?handshake-timeout=2s");
            server.subscribe("numbers", ledger::accept);
            try (PeerProcess healthy = PeerProcess.publisher(
                    "dial", "tcp://127.0.0.1:" + server.uri().port(), directory.resolve("board"))) {
                Await.until(PATIENCE, "flowing", () -> ledger + "" + healthy, () -> ledger.handled() > 100_000);
                Memory before = Memory.now();
                List<Double> besideSink = new ArrayList<>();
                List<Double> underFire = new ArrayList<>();
                for (int round = 0; round < ROUNDS; round++) {
                    besideSink.add(rateWith(sink.port(), 0));
                    underFire.add(rateWith(server.uri().port(), SILENT));
                }
                double share = median(underFire) / median(besideSink);
                System.out.printf(
                        "hostile crowd: %d silent, %d noisy: beside a sink %s, under fire %s messages/s: %.2f%n",
                        SILENT, NOISY, besideSink, underFire, share);
                System.out.println(
                        "hostile crowd: refusals " + server.counters().refusals());
                assertThat(share).isGreaterThan(LEAST);
                Memory after = Memory.now();
                assertThat(after.heapBytes() + after.directBytes())
                        .as("%s, before %s", after, before)
                        .isLessThan(before.heapBytes() + before.directBytes() + MOST_GROWTH_BYTES);
                assertThat(healthy.saw("link down")).as(healthy.toString()).isFalse();
            }
            assertThat(server.state()).isEqualTo(LinkState.UP);
            assertEachHadAReason(server.counters());
            ledger.assertExactly(ledger.handled());
        }
    }

    /** Messages a second while a crowd is at a port; all of the silent are gone in the end if that is asked for. */
    private double rateWith(int port, int silentToGo) throws IOException {
        try (CrowdProcess crowd = CrowdProcess.crowd(port, SILENT, NOISY)) {
            long startNs = System.nanoTime();
            long handled = ledger.handled();
            Await.elapsed(ROUND);
            double rate = (ledger.handled() - handled) * 1e9 / (System.nanoTime() - startNs);
            if (silentToGo > 0) {
                // All have come, and had their time
                Await.elapsed(Duration.ofMillis(2_500 + SILENT / 2));
                assertThat(crowd.end()).isEqualTo(silentToGo);
            }
            return rate;
        }
    }

    private static double median(List<Double> rates) {
        List<Double> sorted = new ArrayList<>(rates);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private void assertEachHadAReason(EndpointCounters counters) {
        long late = counters.refused(ErrorCode.HANDSHAKE_TIMEOUT)
                + counters.refused(ErrorCode.TOO_MANY_PENDING)
                + counters.refused(ErrorCode.TOO_MANY_FROM_HOST);
        assertThat(late).as("%s", counters.refusals()).isGreaterThanOrEqualTo((long) SILENT * ROUNDS);
        assertThat(counters.refused(ErrorCode.NOT_MILLRACE)).isPositive();
        assertThat(counters.refused(ErrorCode.PEER_SPEAKS_TLS)).isPositive();
        assertThat(counters.linksLost()).as("those that said HELLO first").isPositive();
        long refusals =
                counters.refusals().values().stream().mapToLong(count -> count).sum();
        if (Pace.LONG) {
            assertThat(events.count(Kind.ATTEMPT_FAILED))
                    .as("of %d refusals", refusals)
                    .isLessThan(refusals / 5);
        }
    }
}
