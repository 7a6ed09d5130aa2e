// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One command, run in this process with streams in memory. */
public final class CommandRun {
    private static final long POLL_NS = 1_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interruption interruption = new Interruption();
    private final CompletableFuture<Integer> exitCode;

    private CommandRun(InputStream in, String... arguments) {
        exitCode = CompletableFuture.supplyAsync(
                () -> MillraceCommand.commandLine(Console.plain(in, out, err), interruption)
                        .execute(arguments),
                command -> {
                    Thread thread = new Thread(command, "command " + String.join(" ", arguments));
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    /** Starts it with nothing to read. */
    public static CommandRun start(String... arguments) {
        return new CommandRun(InputStream.nullInputStream(), arguments);
    }

    /** Starts it with a text as its standard input. */
    public static CommandRun startWithInput(String text, String... arguments) {
        return new CommandRun(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    /** Starts it with a standard input of the test's own. */
    public static CommandRun startWithInput(InputStream in, String... arguments) {
        return new CommandRun(in, arguments);
    }

    /** Waits for its end. */
    public int exitCode() {
        return exitCode.join();
    }

    /** As Ctrl-C does. */
    public CommandRun interrupt() {
        interruption.request();
        return this;
    }

    /** What it has printed so far. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it has said so far on standard error. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Waits until standard error has something that matches, and returns its first group. */
    public String awaitErr(String regex) {
        return await(Pattern.compile(regex), this::err);
    }

    /** Waits until standard output has something that matches, and returns its first group. */
    public String awaitOut(String regex) {
        return await(Pattern.compile(regex), this::out);
    }

    private String await(Pattern pattern, Supplier<String> text) {
        while (true) {
            boolean ended = exitCode.isDone();
            Matcher matcher = pattern.matcher(text.get());
            if (matcher.find()) {
                return matcher.group(matcher.groupCount());
            }
            if (ended) {
                throw new AssertionError("ended with " + exitCode.join() + ", out: " + out() + ", err: " + err());
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
