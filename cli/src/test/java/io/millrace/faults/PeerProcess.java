// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.faults.Board.Field;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A {@link PeerMain} in a JVM of its own. Close it to kill it, if it still lives. */
final class PeerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final Process process;
    private final Board board;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private PeerProcess(Process process, Board board) {
        this.process = process;
        this.board = board;
        Thread reader = new Thread(this::read, "reads-peer-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** A subscriber that wants repeats below a sequence number flagged. */
    static PeerProcess subscriber(String role, String uri, Path board, long flagBelow) throws IOException {
        return start(board, "sub", role, uri, board.toString(), Long.toString(flagBelow));
    }

    /** A publisher that publishes all the time. */
    static PeerProcess publisher(String role, String uri, Path board) throws IOException {
        return start(board, "pub", role, uri, board.toString());
    }

    /** A media driver for Aeron. */
    static PeerProcess driver(Path directory, Path board) throws IOException {
        return start(board, "driver", "-", directory.toString(), board.toString());
    }

    private static PeerProcess start(Path board, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xshare:auto");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--enable-native-access")
                        || flag.startsWith("--sun-misc-unsafe")
                        || flag.startsWith("--add-exports"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeerMain.class.getName()));
        command.addAll(List.of(arguments));
        Board shared = Board.inFile(board);
        return new PeerProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start(), shared);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException killed) {
            // Its last words are cut off.
        }
    }

    /** The URI that it listens or dials at, once it does. */
    String uri() {
        Await.until(PATIENCE, "a line from the peer", this::toString, () -> lines.stream()
                .anyMatch(line -> line.startsWith(PeerMain.READY)));
        return lines.stream()
                .filter(line -> line.startsWith(PeerMain.READY))
                .findFirst()
                .orElseThrow()
                .substring(PeerMain.READY.length());
    }

    long get(Field field) {
        return board.get(field);
    }

    Board board() {
        return board;
    }

    /** Waits until a number on its board has reached a value. */
    void await(Field field, long atLeast) {
        Await.until(PATIENCE, field + " " + atLeast, this::toString, () -> board.get(field) >= atLeast);
    }

    /** Waits for a line that contains a text. */
    void awaitLine(String text) {
        Await.until(PATIENCE, "a line with " + text, this::toString, () -> saw(text));
    }

    boolean saw(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** What its process has used of the CPU so far. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@code kill -STOP}. */
    void pause() {
        signal("STOP");
    }

    /** As {@code kill -CONT}. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return board + "\n  " + String.join("\n  ", lines);
    }
}
