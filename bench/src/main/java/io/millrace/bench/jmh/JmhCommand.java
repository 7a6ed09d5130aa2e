// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import io.millrace.bench.driver.Launch;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH with its own arguments, then says what each fork scored and in how many states the forks fell. */
public final class JmhCommand {
    private static final int EXIT_USAGE = 2;
    private static final String REFERENCE = "plainDisruptor";

    private final PrintStream out;
    private final PrintStream err;

    public JmhCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Returns the exit code. */
    public int run(String[] jmhArguments) {
        try {
            CommandLineOptions arguments = new CommandLineOptions(jmhArguments);
            if (arguments.shouldHelp()) {
                arguments.showHelp();
                return 0;
            }
            String[] flags = Launch.flags().toArray(String[]::new);
            report(new Runner(new OptionsBuilder()
                            .parent(arguments)
                            .jvmArgsAppend(flags)
                            .build())
                    .run());
            return 0;
        } catch (CommandLineOptionException | RunnerException e) {
            err.println("bench --jmh: " + e.getMessage());
            return EXIT_USAGE;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void report(Collection<RunResult> results) {
        Map<String, List<double[]>> states = new TreeMap<>();
        for (RunResult result : results) {
            double[] scores = result.getBenchmarkResults().stream()
                    .mapToDouble(fork -> fork.getPrimaryResult().getScore())
                    .toArray();
            String benchmark = result.getParams().getBenchmark();
            states.put(benchmark.substring(benchmark.lastIndexOf('.') + 1), ForkStates.of(scores));
        }
        out.println();
        out.println("By state, msg/s: median [min-max] of the forks in it");
        states.forEach(this::print);
        List<double[]> reference = states.remove(REFERENCE);
        if (reference != null) {
            states.forEach((benchmark, own) -> compare(benchmark, own, reference));
        }
    }

    private void print(String benchmark, List<double[]> states) {
        for (double[] state : states) {
            out.printf(
                    Locale.ROOT,
                    "  %-22s %2d forks  %.1fM [%.1fM-%.1fM]%n",
                    benchmark,
                    state.length,
                    ForkStates.median(state) / 1e6,
                    state[0] / 1e6,
                    state[state.length - 1] / 1e6);
        }
    }

    private void compare(String benchmark, List<double[]> own, List<double[]> reference) {
        for (double[] ownState : own) {
            for (double[] referenceState : reference) {
                double ours = ForkStates.median(ownState);
                double theirs = ForkStates.median(referenceState);
                out.printf(
                        Locale.ROOT,
                        "  %s at %.1fM / %s at %.1fM: %.2f%n",
                        benchmark,
                        ours / 1e6,
                        REFERENCE,
                        theirs / 1e6,
                        ours / theirs);
            }
        }
    }
}
