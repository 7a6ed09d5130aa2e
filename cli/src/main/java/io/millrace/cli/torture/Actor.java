// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.CliException;
import io.millrace.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part in the play, and the process that plays it at the moment. Used by the run's thread; what the process says goes to
 * {@code ACTOR.LIFE.log} in the run's folder.
 */
final class Actor implements AutoCloseable {
    private static final long ANSWER_S = 60;
    private static final long END_S = 20;

    private final String name;
    private final Path folder;
    private final IntFunction<List<String>> arguments;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private @Nullable Process process;
    private int life;

    /** {@code arguments} of a life with a number. */
    Actor(String name, Path folder, IntFunction<List<String>> arguments) {
        this.name = name;
        this.folder = folder;
        this.arguments = arguments;
    }

    String name() {
        return name;
    }

    int life() {
        return life;
    }

    /** Begins the next life. */
    void start() {
        life++;
        answers.clear();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--enable-native-access")
                        || flag.startsWith("--sun-misc-unsafe")
                        || flag.startsWith("--add-exports"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments.apply(life));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectError(log("err").toFile())
                    .start();
            process = started;
            Path said = log("log");
            Thread reader = new Thread(() -> listen(started, said), "torture-" + name);
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(String ending) {
        return folder.resolve(name + "." + life + "." + ending);
    }

    private void listen(Process from, Path file) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
                var log = Files.newBufferedWriter(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty() && Character.isDigit(line.charAt(0))) {
                    log.write(line);
                    log.newLine();
                } else {
                    answers.add(line);
                }
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    void awaitReady() {
        await(Child.READY);
    }

    /** Waits for an answer that begins so, and returns the rest of it. */
    String await(String answer) {
        try {
            for (String line = answers.poll(ANSWER_S, TimeUnit.SECONDS);
                    line != null;
                    line = answers.poll(ANSWER_S, TimeUnit.SECONDS)) {
                if (line.startsWith(answer)) {
                    return line.substring(answer.length()).strip();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw CliException.failure(name + " did not say '" + answer + "' within " + ANSWER_S + " s" + lastWords(), "");
    }

    void order(String text) {
        try {
            OutputStream out = running().getOutputStream();
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw CliException.failure(name + " has ended" + lastWords(), "");
        }
    }

    Vitals vitals() {
        order(Child.VITALS);
        return Vitals.parse(await(Child.VITALS));
    }

    boolean isAlive() {
        return running().isAlive();
    }

    /** As {@code kill -9}; returns when it is gone. */
    void kill() {
        try {
            running().destroyForcibly().waitFor();
        } catch (InterruptedException e) {
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

    private void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + running().pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No more orders; returns how it ended, or -1 if it had to be killed. */
    int end() {
        try {
            running().getOutputStream().close();
            if (running().waitFor(END_S, TimeUnit.SECONDS)) {
                return running().exitValue();
            }
        } catch (IOException e) {
            // it is gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return -1;
    }

    String lastWords() {
        try {
            String text = Files.readString(log("err"));
            return text.isBlank() ? "" : ":\n" + text.strip();
        } catch (IOException e) {
            return "";
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " has not begun");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
