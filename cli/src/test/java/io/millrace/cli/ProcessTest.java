// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in processes of its own: pipes and signals. */
class ProcessTest {
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aPipeComesOutAtTheOtherEnd() throws Exception {
        String text =
                IntStream.range(0, 50_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        Path received = folder.resolve("received");
        Process sub = start(received.toFile(), "sub", "--listen", "tcp://127.0.0.1:0", "news", "-n", "50000");
        Process pub = start(folder.resolve("pub.out").toFile(), "pub", uri(sub), "news");
        try (OutputStream in = pub.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(pub.waitFor()).isZero();
        assertThat(sub.waitFor()).isZero();
        assertThat(received).hasContent(text);
        assertThat(folder.resolve("pub.out")).isEmptyFile();
    }

    /** A shell that starts a job in the background lets it ignore SIGINT, and what the job starts inherits that. */
    private static boolean interruptIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 2) != 0);
        }
    }

    @Test
    void signalsDrainAndExitWithZero() throws Exception {
        Path received = folder.resolve("received");
        Process sub = start(received.toFile(), "sub", "--listen", "tcp://127.0.0.1:0", "news", "--stats");
        BufferedReader subSays = sub.errorReader();
        Process pub = start(folder.resolve("pub.out").toFile(), "pub", uri(subSays), "news", "--rate", "1000");
        OutputStream typed = pub.getOutputStream();
        typed.write("a\nb\nc\n".getBytes(StandardCharsets.UTF_8));
        typed.flush(); // and stays open: the publisher waits for more
        while (Files.size(received) < 6) {
            Thread.onSpinWait();
        }
        signal(interruptIsIgnored() ? "TERM" : "INT", pub);
        assertThat(pub.waitFor()).isZero();
        assertThat(pub.errorReader().lines()).anyMatch(line -> line.contains("published 3 messages (3 B), all ack"));
        signal("TERM", sub);
        assertThat(sub.waitFor()).isZero();
        assertThat(subSays.lines()).anyMatch(line -> line.contains("received 3 messages"));
        assertThat(received).hasContent("a\nb\nc\n");
    }

    /** The last message is written when everything else is over, and must not be lost in silence. */
    @Test
    void aFullDiskIsAFailureAlsoAtTheVeryEnd() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "there is no such device here");
        Process sub = start(full.toFile(), "sub", "--listen", "tcp://127.0.0.1:0", "news", "--count", "1");
        BufferedReader subSays = sub.errorReader();
        Process pub = start(null, "pub", uri(subSays), "news");
        try (OutputStream in = pub.getOutputStream()) {
            in.write("1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(sub.waitFor()).isEqualTo(1);
        assertThat(subSays.lines()).anyMatch(line -> line.contains("millrace sub: standard output: No space left"));
        pub.waitFor();
    }

    @Test
    void aReaderThatHasEnoughEndsTheSubscriberWithoutAComplaint() throws Exception {
        Process sub = start(null, "sub", "--listen", "tcp://127.0.0.1:0", "news");
        BufferedReader subSays = sub.errorReader();
        Process pub = start(null, "pub", uri(subSays), "news", "--drain-timeout", "100ms");
        BufferedReader head = sub.inputReader();
        try (OutputStream in = pub.getOutputStream()) {
            in.write("1\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(head.readLine()).isEqualTo("1");
            head.close();
            in.write("2\n3\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(sub.waitFor()).isZero();
        assertThat(subSays.lines()).noneMatch(line -> line.contains("Broken pipe"));
        pub.waitFor();
    }

    private static String uri(Process sub) throws IOException {
        return uri(sub.errorReader());
    }

    private static String uri(BufferedReader says) throws IOException {
        String line = says.readLine();
        assertThat(line).startsWith("  listening on ");
        return line.substring("  listening on ".length());
    }

    private Process start(File out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (out != null) {
            builder.redirectOutput(out);
        }
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
