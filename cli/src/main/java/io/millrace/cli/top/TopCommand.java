// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code top}: what a running process is at, again and again. */
@Command(
        name = "top",
        description = "Show the endpoints, streams and pipeline stages of a running process: state, rates, lag, fill.",
        footer = {
            "",
            "A PID is any JVM of this user on this machine in which there is a runtime: it is looked into through",
            "the JDK's attach mechanism, and need not have prepared anything. A URI is where a process serves its",
            "meters, which do not tell single streams: ./millrace pub and sub with --metrics, or any program that",
            "serves the registry of Millrace.builder().meterRegistry(...) for Prometheus.",
            "Runs until Ctrl-C, or --count pictures are drawn."
        })
public final class TopCommand implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final Console console;
    private final Interruption interruption;

    @Parameters(paramLabel = "URI|PID", description = "Where the meters are, or the process on this machine.")
    private String target = "";

    @Option(names = "--interval", paramLabel = "MS", defaultValue = "1000", description = "Between two pictures.")
    private long intervalMs;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many pictures.")
    private long count;

    /** Made once for a command line. */
    public TopCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (intervalMs < 10 || count < 0) {
            throw CliException.usage(
                    "--interval " + intervalMs + " is below 10, or --count " + count + " below 0", "choose others");
        }
        try (Target process = Target.of(target)) {
            return watch(process);
        }
    }

    private int watch(Target process) {
        Look before = process.look();
        CompletableFuture<Void> never = new CompletableFuture<>();
        for (long drawn = 0; count == 0 || drawn < count; drawn++) {
            if (interruption.awaitOr(never, intervalMs)) {
                return 0;
            }
            Look now = process.look();
            if (console.outTerminal()) {
                console.out().print(CLEAR);
            }
            console.out().println(process);
            console.out().println(Picture.of(before, now));
            before = now;
        }
        return 0;
    }
}
