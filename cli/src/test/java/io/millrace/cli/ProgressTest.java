// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nowNs = 1;

    @Test
    void renewsOneLineOnATerminal() {
        Progress progress = new Progress(err, true, false, () -> nowNs);
        progress.tick(1, 1, 0.1);
        assertThat(text()).isEmpty();
        nowNs += TimeUnit.MILLISECONDS.toNanos(500);
        progress.tick(500, 5_000, 0.5);
        assertThat(text())
                .startsWith("\r\u001b[K")
                .contains("█".repeat(12) + "░".repeat(12))
                .endsWith(" 50 %  500 messages  5.00 kB  1.00 k msg/s");
        bytes.reset();
        progress.note("something happened");
        assertThat(text()).isEqualTo("\r\u001b[Ksomething happened" + System.lineSeparator());
    }

    @Test
    void printsPlainLinesNowAndThenElsewhere() {
        Progress progress = new Progress(err, false, false, () -> nowNs);
        for (int i = 1; i <= 10; i++) {
            nowNs += TimeUnit.SECONDS.toNanos(1);
            progress.tick(i * 1_000L, 0, -1);
        }
        assertThat(text().lines()).hasSize(5).first().isEqualTo("  2,000 messages  0 B  1.00 k msg/s");
        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void printsNoPlainLineWhileNothingIsDone() {
        Progress progress = new Progress(err, false, false, () -> nowNs);
        for (long messages : new long[] {0, 0, 4, 4, 4, 6}) {
            nowNs += TimeUnit.SECONDS.toNanos(2);
            progress.tick(messages, 0, -1);
        }
        assertThat(text().lines()).containsExactly("  4 messages  0 B  2 msg/s", "  6 messages  0 B  1 msg/s");
    }

    @Test
    void aQuietOneSaysNothing() {
        Progress progress = new Progress(err, true, true, () -> nowNs);
        nowNs += TimeUnit.SECONDS.toNanos(10);
        progress.tick(1, 1, 1);
        progress.note("psst");
        progress.clear();
        assertThat(text()).isEmpty();
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
