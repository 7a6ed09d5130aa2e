// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Scenario.Baseline;
import io.millrace.bench.system.SystemCatalog;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs contenders in turn, A B A B, each run in fresh processes. Used by one thread. */
public final class Driver {
    private final List<Contender> contenders;
    private final int runs;
    private final QuietGuard guard;
    private final PrintStream err;

    public Driver(List<Contender> contenders, int runs, boolean force, PrintStream err) {
        this.contenders = List.copyOf(contenders);
        this.runs = runs;
        this.guard = new QuietGuard(force);
        this.err = err;
    }

    /** {@code settings} without a system: each contender's is put in. The result has one cell a contender. */
    public List<Cell> measure(RunSettings settings)
            throws IOException, InterruptedException, NoisyMachineException, RunFailedException {
        List<Entry> entries = new ArrayList<>();
        for (Contender contender : contenders) {
            BenchSystem system = SystemCatalog.byName(contender.system());
            String refusal = refusal(system, settings);
            if (refusal != null) {
                err.println(contender.label() + " has no " + refusal + ", left out");
                continue;
            }
            RunSettings own = settings.withSystem(contender.system());
            entries.add(entry(contender, system, contender.label(), own));
            for (Baseline baseline : settings.scenario().baselines(own)) {
                entries.add(entry(contender, system, contender.label() + baseline.suffix(), baseline.settings()));
            }
        }
        for (int run = 1; run <= runs; run++) {
            for (Entry entry : entries) {
                RunResult result = runOnce(entry);
                entry.cell.add(result);
                progress(run, entry.cell, result);
            }
        }
        return entries.stream().map(Entry::cell).toList();
    }

    private static Entry entry(Contender contender, BenchSystem system, String label, RunSettings settings) {
        return new Entry(contender, system, new Cell(label, settings, system.carrier(settings.transport())));
    }

    private static @Nullable String refusal(BenchSystem system, RunSettings settings) {
        if (!system.supports(settings.transport(), settings.scenario())) {
            return settings.scenario().label() + " over " + settings.transport().label();
        }
        int bytes = settings.sizes().maxBytes();
        return bytes > system.maxMessageBytes() ? "messages of " + bytes + " bytes" : null;
    }

    private RunResult runOnce(Entry entry)
            throws IOException, InterruptedException, NoisyMachineException, RunFailedException {
        double others = 0;
        for (int attempt = 0; attempt < QuietGuard.ATTEMPTS; attempt++) {
            guard.awaitQuiet();
            RunResult result = new SystemRun(entry.system, entry.cell.settings(), entry.contender.launch(), err).run();
            if (guard.keeps(result)) {
                return result;
            }
            others = result.othersCores();
            err.printf(Locale.ROOT, "run thrown away: others used %.2f cores%n", others);
        }
        throw new NoisyMachineException(
                "during each of " + QuietGuard.ATTEMPTS + " attempts", others, QuietGuard.MAX_OTHERS_CORES);
    }

    private void progress(int run, Cell cell, RunResult result) {
        Scenario scenario = cell.settings().scenario();
        PayloadSizes sizes = cell.settings().sizes();
        String metric = scenario.metrics().get(0).name();
        err.printf(
                Locale.ROOT,
                "run %d/%d %s %s %s: %s %,.2f (warm-up %.1f s, others %.2f cores)%n",
                run,
                runs,
                cell.label(),
                scenario.label(),
                sizes.label(),
                metric,
                result.values().getOrDefault(metric, Double.NaN),
                result.values().getOrDefault("warmup", 0.0),
                result.othersCores());
    }

    /** Whether others used the cores, and the figures were forced. */
    public boolean reportIsForced() {
        return guard.reportIsForced();
    }

    private record Entry(Contender contender, BenchSystem system, Cell cell) {}
}
