// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.Millrace;
import io.millrace.Subscription;
import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.cli.Interruption;
import io.millrace.cli.Progress;
import io.millrace.cli.Verbosity;
import io.millrace.cli.metrics.MetricsServer;
import io.millrace.error.MillraceException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sub}: one line a message. Runs on the process's main thread; messages arrive on the engine's. */
@Command(
        name = "sub",
        description = "Print the messages of a stream, one a line.",
        footer = {
            "",
            "Runs until --count messages are printed, or Ctrl-C; then exits with 0.",
            "A message is acknowledged when it is in the output buffer, which is flushed 20 times a second."
        })
public final class SubCommand implements Callable<Integer> {
    private static final long FLUSH_INTERVAL_MS = 50;

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private final StreamOptions where = new StreamOptions();

    @Mixin(name = "log")
    private final LogOptions log = new LogOptions();

    @Mixin(name = "verbosity")
    private final Verbosity verbosity = new Verbosity();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after so many messages; later ones stay with the publisher.")
    private long count;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print no message; together with --stats a simple meter.")
    private boolean quiet;

    @Option(names = "--stats", description = "Say at the end how many messages came, and how fast.")
    private boolean stats;

    /** Made once for a command line. */
    public SubCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 0) {
            throw CliException.usage("--count " + count + " is less than nothing", "leave it out for no end");
        }
        // Where messages go to a terminal, a progress line would be written over.
        boolean showProgress = quiet || !console.outTerminal();
        Progress progress = new Progress(console, quiet && !stats);
        LinkEvents events = new LinkEvents(progress, verbosity.isVerbose(), where.isListening());
        Printer printer = new Printer(new LineWriter(console.data()), count, quiet);
        EndpointCounters counters;
        try (MetricsServer metrics = where.metrics();
                Millrace millrace = StreamOptions.start(events, metrics);
                Endpoint endpoint = where.open(millrace)) {
            StreamOptions.serve(metrics, millrace, progress);
            if (where.isListening()) {
                progress.note("  listening on " + StreamOptions.boundUri(endpoint));
            }
            Subscription subscription = endpoint.subscribeControlled(where.stream(), log.options(), printer);
            while (!interruption.awaitOr(printer.done(), FLUSH_INTERVAL_MS)) {
                StreamOptions.checkAlive(endpoint);
                if (subscription.stopCause() instanceof MillraceException denied) {
                    throw denied;
                }
                printer.flush();
                if (showProgress) {
                    progress.tick(printer.messages(), printer.bytes(), printer.fraction());
                }
            }
            printer.stop();
            counters = endpoint.counters();
        }
        printer.end();
        progress.clear();
        if (stats) {
            console.err().println("  " + summary(printer, counters));
        }
        return 0;
    }

    private static String summary(Printer printer, EndpointCounters counters) {
        return "received " + Figures.count(printer.messages(), "message") + " (" + Figures.bytes(printer.bytes())
                + ") in " + Figures.duration(printer.spanNs()) + " ("
                + Figures.messageRate(printer.messages(), printer.spanNs())
                + "), " + Figures.count(printer.redelivered()) + " redelivered, "
                + Figures.count(counters.reconnects(), "reconnect");
    }
}
