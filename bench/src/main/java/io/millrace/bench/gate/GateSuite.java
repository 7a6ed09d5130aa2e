// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.driver.Contender;
import io.millrace.bench.driver.Driver;
import io.millrace.bench.driver.Launch;
import io.millrace.bench.driver.NoisyMachineException;
import io.millrace.bench.driver.RunFailedException;
import io.millrace.bench.report.Ratio;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Measures this build and another commit's in turn, with the same bench, and says where this one is slower. Used by one
 * thread.
 */
public final class GateSuite {
    private static final String RAW = "raw";

    private final int runs;
    private final boolean force;
    private final double tolerance;
    private final PrintStream err;

    /** {@code tolerance} 0.1: a median ratio up to 10 % worse passes. */
    public GateSuite(int runs, boolean force, double tolerance, PrintStream err) {
        this.runs = runs;
        this.force = force;
        this.tolerance = tolerance;
        this.err = err;
    }

    /**
     * Runs every step.
     *
     * @param settings makes the settings of a step from its scenario and size
     * @param report called after each step
     * @return what is slower than the base, a line each; empty if the gate is passed
     */
    public List<String> run(String baseCommit, BiFunction<Scenario, String, RunSettings> settings, StepReport report)
            throws IOException, InterruptedException, NoisyMachineException, RunFailedException {
        List<String> slower = new ArrayList<>();
        try (ReferenceBuild base = ReferenceBuild.of(baseCommit, err)) {
            for (GateStep step : GateStep.all()) {
                Driver driver = new Driver(contenders(step, base), runs, force, err);
                List<Cell> cells = driver.measure(settings.apply(step.scenario(), step.size()));
                List<Ratio> ratios = pairs(cells);
                report.accept(driver, cells, ratios);
                ratios.stream()
                        .filter(ratio -> !ratio.subject().settings().system().equals(RAW))
                        .filter(ratio -> ratio.isMain() && ratio.isWorseBy(tolerance))
                        .forEach(ratio -> slower.add(ratio.toString()));
            }
        }
        return slower;
    }

    /** Head and base of a system are neighbours in time, so that their ratio is of runs made one after the other. */
    private static List<Contender> contenders(GateStep step, ReferenceBuild base) {
        List<Contender> contenders = new ArrayList<>();
        for (String system : step.systems()) {
            contenders.add(new Contender(system + "@here", system, Launch.own()));
            contenders.add(new Contender(system + '@' + base.shortCommit(), system, base.launch()));
        }
        if (step.hasControl()) {
            contenders.add(new Contender(RAW, RAW, Launch.own()));
            contenders.add(new Contender(RAW + "-again", RAW, Launch.own()));
        }
        return contenders;
    }

    /** Takes the cells of a step, and the ratios that matter. */
    @FunctionalInterface
    public interface StepReport {
        void accept(Driver driver, List<Cell> cells, List<Ratio> ratios);
    }

    private static List<Ratio> pairs(List<Cell> cells) {
        List<Ratio> ratios = new ArrayList<>();
        for (int i = 0; i + 1 < cells.size(); i += 2) {
            ratios.addAll(Ratio.between(cells.get(i), cells.get(i + 1)));
        }
        return ratios;
    }
}
