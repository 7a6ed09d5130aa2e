// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PubSubTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:0";
    private static final String URI = "listening on (\\S+)";

    @Test
    void subPrintsWhatPubReads() {
        String text = "first\n\nthird, with ümlaut\r\n" + "x".repeat(100_000) + "\n";
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news", "--count", "4", "--stats");
        CommandRun pub = CommandRun.startWithInput(text, "pub", sub.awaitErr(URI), "news");
        assertThat(pub.exitCode()).isZero();
        assertThat(sub.exitCode()).isZero();
        assertThat(sub.out()).isEqualTo(text);
        assertThat(sub.err()).contains("received 4 messages (100 kB)");
        assertThat(pub.err())
                .contains("published 4 messages (100 kB), all acknowledged")
                .contains("0 reconnects");
        assertThat(pub.out()).isEmpty();
    }

    @Test
    void pubMayBeTheOneThatListens() {
        CommandRun pub = CommandRun.startWithInput("a\nb\n", "pub", "--listen", ANY_PORT, "news");
        String uri = pub.awaitErr(URI);
        assertThat(uri).matches("tcp://127\\.0\\.0\\.1:[1-9]\\d*");
        CommandRun sub = CommandRun.start("sub", uri, "news", "-n", "2");
        assertThat(pub.exitCode()).isZero();
        assertThat(sub.exitCode()).isZero();
        assertThat(sub.out()).isEqualTo("a\nb\n");
    }

    @Test
    void aFileIsRepeatedAndPaced(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("lines.txt"), "a\nb\n");
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news", "-n", "6");
        CommandRun pub = CommandRun.start(
                "pub", sub.awaitErr(URI), "news", "--file", file.toString(), "--repeat", "3", "--rate", "100");
        assertThat(pub.exitCode()).isZero();
        assertThat(sub.exitCode()).isZero();
        assertThat(sub.out()).isEqualTo("a\nb\n".repeat(3));
    }

    @Test
    void aFolderIsNoFile(@TempDir Path folder) {
        CommandRun pub = CommandRun.start("pub", "tcp://127.0.0.1:1", "news", "--file", folder.toString());
        assertThat(pub.exitCode()).isEqualTo(2);
        assertThat(pub.err()).contains(folder + " is a directory");
    }

    @Test
    void anAddressThatMakesNoSenseIsSaidOnce() {
        CommandRun pub = CommandRun.startWithInput("a\n", "pub", "tcp://127.0.0.1", "news");
        assertThat(pub.exitCode()).isEqualTo(2);
        assertThat(pub.err()).containsOnlyOnce("there is no port after the host");
    }

    @Test
    void whatIsOverTheCountStaysWithThePublisher() {
        String text = IntStream.rangeClosed(1, 1_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        CommandRun first = CommandRun.start("sub", "--listen", ANY_PORT, "news", "--count", "10");
        String uri = first.awaitErr(URI);
        CommandRun pub = CommandRun.startWithInput(text, "pub", uri, "news");
        assertThat(first.exitCode()).isZero();
        CommandRun second = CommandRun.start("sub", "--listen", uri, "news", "--count", "990");
        assertThat(second.exitCode()).isZero();
        assertThat(pub.exitCode()).isZero();
        assertThat(first.out() + second.out()).isEqualTo(text);
    }

    @Test
    void pubFailsWithAReasonIfNobodyComes() {
        String nobody = "tcp://127.0.0.1:1";
        CommandRun pub = CommandRun.startWithInput("a\n", "pub", nobody, "news", "--drain-timeout", "200ms");
        assertThat(pub.exitCode()).isEqualTo(1);
        assertThat(pub.err())
                .contains("published 1 message (1 B), 64 B of 64 B of frames not acknowledged")
                .contains("not drained within 200 ms")
                .contains("CONNECT_REFUSED")
                .contains("--drain-timeout");
    }

    @Test
    void interruptingPubDrainsAndEndsWell() throws IOException {
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news");
        try (PipedOutputStream typed = new PipedOutputStream()) {
            CommandRun pub = CommandRun.startWithInput(new PipedInputStream(typed), "pub", sub.awaitErr(URI), "news");
            typed.write("typed\n".getBytes(StandardCharsets.UTF_8));
            typed.flush();
            assertThat(sub.awaitOut("typed\n")).isEqualTo("typed\n");
            assertThat(pub.interrupt().exitCode()).isZero();
            assertThat(pub.err()).contains("published 1 message (5 B), all acknowledged");
        }
        assertThat(sub.interrupt().exitCode()).isZero();
    }

    @Test
    void quietIsQuiet() {
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news", "--quiet", "--stats", "-n", "2");
        CommandRun pub = CommandRun.startWithInput("a\nb\n", "pub", sub.awaitErr(URI), "news", "--quiet");
        assertThat(pub.exitCode()).isZero();
        assertThat(sub.exitCode()).isZero();
        assertThat(pub.err()).isEmpty();
        assertThat(sub.out()).isEmpty();
        assertThat(sub.err()).contains("received 2 messages (2 B)");
    }

    @Test
    void aTakenAddressIsAFailureWithAHint() {
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news");
        CommandRun second = CommandRun.start("sub", "--listen", sub.awaitErr(URI), "news");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("ADDRESS_IN_USE").contains("  → ");
        assertThat(sub.interrupt().exitCode()).isZero();
    }
}
