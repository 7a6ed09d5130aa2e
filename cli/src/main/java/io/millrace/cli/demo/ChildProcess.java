// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import io.millrace.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM that runs a command of this program, with the class path and the flags of this one. One thread sends orders
 * and takes notes; daemon threads read what the child says. Close it to be sure that it has ended.
 */
final class ChildProcess implements AutoCloseable {
    private static final long END_TIMEOUT_MS = 2_000;
    private static final int KEPT_ERROR_LINES = 30;

    private final String name;
    private final Process process;
    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread errorReader;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        read("notes", this::readNotes);
        this.errorReader = read("errors", this::readErrors);
    }

    static ChildProcess start(String name, List<String> arguments) throws IOException {
        return new ChildProcess(name, new ProcessBuilder(command(arguments)).start());
    }

    /** This program in another JVM. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void order(String order) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((order + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw died();
        }
    }

    /** The next note, or null if there is none within the time. */
    @Nullable Note poll(long timeoutMs) throws InterruptedException {
        return notes.poll(timeoutMs, TimeUnit.MILLISECONDS);
    }

    /** Waits for a note of a kind, and ignores others. */
    Note await(String kind, long timeoutMs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        for (long leftMs = timeoutMs; leftMs > 0; leftMs = millisUntil(deadlineNs)) {
            Note note = poll(leftMs);
            if (note != null && note.is(Note.EXIT)) {
                throw died();
            }
            if (note != null && note.is(kind)) {
                return note;
            }
        }
        throw CliException.failure("the " + name + " did not say '" + kind + "' within " + timeoutMs + " ms", "");
    }

    /** What to throw when it has ended too early: with its last words. */
    CliException died() {
        try {
            process.waitFor(END_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            errorReader.join(END_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String exit = process.isAlive() ? "closed its output" : "ended with exit code " + process.exitValue();
        String words;
        synchronized (errors) {
            words = errors.isEmpty() ? "" : ":" + System.lineSeparator() + String.join(System.lineSeparator(), errors);
        }
        return CliException.failure("the " + name + " (pid " + process.pid() + ") " + exit + words, "");
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    private Thread read(String what, Runnable reading) {
        Thread thread = new Thread(reading, "demo-" + name + "-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void readNotes() {
        each(process.getInputStream(), line -> notes.add(Note.parse(line)));
        notes.add(new Note(Note.EXIT, Collections.emptyMap()));
    }

    private void readErrors() {
        each(process.getErrorStream(), line -> {
            synchronized (errors) {
                errors.add("  " + line);
                if (errors.size() > KEPT_ERROR_LINES) {
                    errors.remove();
                }
            }
        });
    }

    private static void each(InputStream stream, Consumer<String> action) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                action.accept(line);
            }
        } catch (IOException e) {
            // the process was destroyed: its end
        }
    }

    private static long millisUntil(long deadlineNs) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
    }
}
