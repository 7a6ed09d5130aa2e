// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.simulate;

import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import io.millrace.cli.Progress;
import io.millrace.simulation.Campaign;
import io.millrace.simulation.Simulation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: plays random schedules of faults over the real session code, and checks what must always hold. */
@Command(
        name = "simulate",
        description = "Play random schedules of faults over the real session code, and check what must always hold.",
        footer = {
            "",
            "A seed that breaks something is printed with what had happened, and the exit code is 1.",
            "It is played again with --from SEED --seeds 1; a seed plays the same everywhere."
        })
public final class SimulateCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-n", "--seeds"},
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many seeds. Default: ${DEFAULT-VALUE}.")
    private long seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "The first seed. Default: ${DEFAULT-VALUE}.")
    private long from;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "T",
            description = "How many at a time. Default: as many as there are cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-v", "--verbose"},
            description = "With one seed: print its schedule also if it breaks nothing.")
    private boolean verbose;

    /** Made once for a command line. */
    public SimulateCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (seeds < 1 || threads < 1 || threads > 1024) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seeds " + seeds + " --threads " + threads + ": at least 1 of each, at most 1024 threads");
        }
        if (verbose && seeds == 1) {
            return print(Simulation.replay(from));
        }
        Campaign campaign = new Campaign(from, seeds);
        Progress progress = new Progress(console, false);
        Simulation.Outcome broken = campaign.run(threads, () -> {
            progress.tick(campaign.played(), (double) campaign.played() / seeds);
            return !interruption.requested();
        });
        progress.clear();
        long played = campaign.played();
        console.out()
                .println(String.format(
                        "  seeds %d to %d: %d played, %d messages checked, %.0f seeds/s",
                        from,
                        from + seeds - 1,
                        played,
                        campaign.messages(),
                        played * 1e9 / Math.max(1, progress.elapsedNs())));
        if (broken != null) {
            return print(broken);
        }
        console.out().println(played < seeds ? "  interrupted; no violation so far" : "  no violation");
        return played < seeds ? 1 : 0;
    }

    private int print(Simulation.Outcome outcome) {
        console.out().print(outcome.report());
        if (!outcome.isGood()) {
            console.out().println("again:  ./millrace simulate --from " + outcome.seed() + " --seeds 1 --verbose");
        }
        return outcome.isGood() ? 0 : 1;
    }
}
