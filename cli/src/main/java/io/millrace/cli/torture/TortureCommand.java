// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code torture}: kills, stops and misleads real processes for minutes, then compares what was published and handled. */
@Command(
        name = "torture",
        description = "Kill, stop and mislead real processes for minutes, then compare what was published and handled.",
        footer = {
            "",
            "Seven processes: publishers, subscribers, and proxies or Aeron's media drivers between them. The seed decides",
            "which faults come, in which order, and for how long. Exit code 1 if a message is missing that nobody announced,",
            "came twice without a mark or in one life, came late or altered; if something leaks; or if a link does not come",
            "back. The last line is a row for a table: transport, seed, time, accepted, handled, faults, kills, repeats",
            "flagged and not, losses announced and not, time until it flows again (half of the faults, 99 %%, all), leaks,",
            "verdict."
        })
public final class TortureCommand implements Callable<Integer> {
    private static final List<String> TRANSPORTS = List.of("tcp", "uds", "aeron", "aeron-udp");
    private static final double NS_PER_MINUTE = 6e10;
    private static final long LEAST_RATE = 1_000;

    private final Console console;
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-m", "--minutes"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How long faults go on; fractions are fine. Default: ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = {"-s", "--seed"},
            paramLabel = "S",
            defaultValue = "1",
            description = "Decides the faults. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-t", "--transport"},
            paramLabel = "NAME",
            defaultValue = "tcp",
            description = "tcp, uds, aeron (IPC) or aeron-udp. Default: ${DEFAULT-VALUE}.")
    private String transport;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            defaultValue = "120000",
            description = "Messages to publish in a second, on all streams together. Default: ${DEFAULT-VALUE}.")
    private long rate;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where accounts and logs go, and stay. Default: a new folder, deleted if all is well.")
    private @Nullable Path folder;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print every fault.")
    private boolean verbose;

    /** Made once for a command line. */
    public TortureCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        if (!TRANSPORTS.contains(transport) || minutes <= 0 || rate < LEAST_RATE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--transport " + transport + " --minutes " + minutes + " --rate " + rate + ": one of " + TRANSPORTS
                            + ", more than 0 minutes, and at least " + LEAST_RATE + " messages a second");
        }
        Plan plan = new Plan(Duration.ofNanos((long) (minutes * NS_PER_MINUTE)), seed, transport, rate);
        Path where = folder == null ? Files.createTempDirectory("torture") : Files.createDirectories(folder);
        console.out().println("  seed " + seed + ", " + transport + ", " + minutes + " min; accounts in " + where);
        long startNs = System.nanoTime();
        Outcome outcome = new TortureRun(plan, where, interruption, verbose, line -> console.err()
                        .println(line))
                .run();
        new TortureReport(console.out()).print(plan, outcome, (System.nanoTime() - startNs) / NS_PER_MINUTE);
        if (outcome.isGood() && folder == null) {
            delete(where);
        }
        return outcome.isGood() ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
