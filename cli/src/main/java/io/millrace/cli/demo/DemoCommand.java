// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.cli.stream.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: parses what is wanted and hands it to a {@link DemoRun}. */
@Command(
        name = "demo",
        description = {
            "Stream a text between two JVMs, cut the link in the middle of a frame, and compare both ends.",
            "A proxy between them resets the connection, refuses new ones for a while, and lets them through again.",
            "Over tcps the cut falls wherever the connection is, as nobody between can read it.",
            "Over aeron it is the media driver that is killed, and started again."
        },
        footer = {"", "Exits with 1 if anything differs: count, order or SHA-256."})
public final class DemoCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "Repeat the text up to at least so many lines (default: ${DEFAULT-VALUE}).")
    private long messages;

    @Option(names = "--file", paramLabel = "FILE", description = "The text (default: one that ships with Millrace).")
    private @Nullable Path file;

    @Option(
            names = "--cuts",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often the link is cut (default: ${DEFAULT-VALUE}).")
    private int cuts;

    @Option(
            names = "--down",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "How long it stays away each time (default: ${DEFAULT-VALUE}).")
    private Duration down;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "tcp",
            description = "tcp (default), tcps, uds or aeron.")
    private String transport;

    /** Made once for a command line. */
    public DemoCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (file != null && !Files.isReadable(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new DemoRun(new DemoPlan(transport, messages, cuts, down, file), console, interruption).run();
    }
}
