// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.cli.Progress;
import io.millrace.cli.Verbosity;
import io.millrace.cli.metrics.MetricsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pub}: one message a line. Runs on the process's main thread; reading and publishing has a thread of its own. */
@Command(
        name = "pub",
        description = "Send the lines of standard input, or of a file, as messages of a stream.",
        footer = {
            "",
            "Ends at the end of the input, or drained by Ctrl-C, with exit code 0;",
            "with 1 if not everything was acknowledged within --drain-timeout."
        })
public final class PubCommand implements Callable<Integer> {
    private static final long TICK_MS = 100;

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private final StreamOptions where = new StreamOptions();

    @Mixin(name = "verbosity")
    private final Verbosity verbosity = new Verbosity();

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but errors.")
    private boolean quiet;

    @Option(names = "--file", paramLabel = "FILE", description = "Send its lines instead of those of standard input.")
    private @Nullable Path file;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Send the file so many times (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second (default: as fast as it goes).")
    private double rate;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "How long to wait at the end for what is not acknowledged yet (default: ${DEFAULT-VALUE}).")
    private Duration drainTimeout;

    /** Made once for a command line. */
    public PubCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        if (repeat < 1 || (repeat > 1 && file == null)) {
            throw CliException.usage(
                    "--repeat " + repeat + " is not possible" + (file == null ? " for standard input" : ""),
                    "give a --file, and a number from 1 up");
        }
        Progress progress = new Progress(console, quiet);
        LinkEvents events = new LinkEvents(progress, verbosity.isVerbose(), where.isListening());
        LineSource source = file == null ? LineSource.of(console.in()) : LineSource.of(file, repeat);
        try (MetricsServer metrics = where.metrics();
                Millrace millrace = StreamOptions.start(events, metrics);
                Endpoint endpoint = where.openToCloseAtOnce(millrace)) {
            StreamOptions.serve(metrics, millrace, progress);
            if (where.isListening()) {
                progress.note("  listening on " + StreamOptions.boundUri(endpoint));
            }
            Feeder feeder = new Feeder(endpoint.exclusivePublication(where.stream()), source, rate);
            feeder.start();
            while (!interruption.awaitOr(feeder.done(), TICK_MS)) {
                StreamOptions.checkAlive(endpoint);
                progress.tick(feeder.messages(), feeder.bytes(), source.fraction());
            }
            feeder.stop();
            boolean drained = drain(feeder, endpoint, progress);
            StreamOptions.checkAlive(endpoint);
            progress.clear();
            PubSummary summary = new PubSummary(feeder, endpoint.counters(), progress.elapsedNs());
            progress.note("  " + summary.text());
            if (!drained) {
                throw summary.notDrained(drainTimeout, events.lastCause());
            }
        }
        return 0;
    }

    private boolean drain(Feeder feeder, Endpoint endpoint, Progress progress) {
        long deadlineNs = progress.elapsedNs() + drainTimeout.toNanos();
        boolean drained = feeder.publication().drain(Duration.ZERO);
        while (!drained && progress.elapsedNs() < deadlineNs) {
            StreamOptions.checkAlive(endpoint);
            progress.tick(feeder.messages(), feeder.bytes(), -1);
            drained = feeder.publication().drain(Duration.ofMillis(TICK_MS));
        }
        return drained;
    }
}
