// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final long TOTAL = 100;

    private final Note sent =
            Note.of(Note.RESULT, "messages", TOTAL, "bytes", 5_000, "sha256", "ab", "drained", true, "reconnects", 0);
    private final Note received = Note.of(
            Note.RESULT,
            "messages",
            TOTAL,
            "bytes",
            5_000,
            "sha256",
            "ab",
            "missing",
            0,
            "repeated",
            0,
            "redelivered",
            0);

    @Test
    void equalIsEqual() throws IOException {
        assertThat(compare(sent, received, 0, false).differences()).isEmpty();
    }

    @Test
    void everyDifferenceCounts() throws IOException {
        assertDifference(sent, received.with("messages", 99), "messages: 100 sent, 99 received");
        assertDifference(sent, received.with("bytes", 4_999), "bytes: 5000 sent, 4999 received");
        assertDifference(sent, received.with("sha256", "ac"), "sha256: ab sent, ac received");
        assertDifference(sent, received.with("missing", 2), "2 messages missing");
        assertDifference(sent, received.with("repeated", 1), "1 message repeated");
        assertDifference(sent, received.with("redelivered", 1), "1 message redelivered");
        assertDifference(sent.with("drained", false), received, "not everything was acknowledged");
    }

    @Test
    void aDemoThatDidNotDoWhatItPromisedFails() throws IOException {
        assertThat(compare(sent, received, 1, false).differences()).containsExactly("cut 0 times, planned were 1");
        assertThat(compare(sent.with("messages", 50), received.with("messages", 50), 0, false)
                        .differences())
                .containsExactly("planned were 100 messages");
        assertThat(compare(sent.with("messages", 50), received.with("messages", 50), 1, true)
                        .isEqual())
                .isTrue();
    }

    private static void assertDifference(Note sent, Note received, String difference) throws IOException {
        Comparison comparison = compare(sent, received, 0, false);
        assertThat(comparison.isEqual()).isFalse();
        assertThat(comparison.differences()).containsExactly(difference);
    }

    private static Comparison compare(Note sent, Note received, int cuts, boolean interrupted) {
        DemoPlan plan = new DemoPlan("tcp", TOTAL, cuts, Duration.ZERO, null);
        List<Disturbance> none = Stream.generate(
                        () -> new Disturbance(new CompletableFuture<>(), new CompletableFuture<>()))
                .limit(cuts)
                .toList();
        return new Comparison(sent, received, TOTAL, new OutageLog(none), plan, interrupted);
    }
}
