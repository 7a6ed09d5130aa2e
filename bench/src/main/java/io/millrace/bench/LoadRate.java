// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.driver.Driver;
import io.millrace.bench.driver.NoisyMachineException;
import io.millrace.bench.driver.RunFailedException;
import io.millrace.bench.report.Statistics;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * How many messages a second the load scenario offers: a number, or a share of what the slowest of the systems can do,
 * so that all of them carry the same and none is asked for more than its share.
 *
 * @param perSecond the number; 0 if a share is asked for
 * @param share of the saturation; 0 if a number is asked for
 */
record LoadRate(int perSecond, double share) {
    private static final double PERCENT = 100;

    /** Parses {@code "50000"} or {@code "50%"}. */
    static LoadRate parse(String text) {
        try {
            LoadRate rate = text.endsWith("%")
                    ? new LoadRate(0, Double.parseDouble(text.substring(0, text.length() - 1)) / PERCENT)
                    : new LoadRate(Integer.parseInt(text), 0);
            if (rate.perSecond > 0 || (rate.share > 0 && rate.share <= 1)) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // Neither form; said below.
        }
        throw new IllegalArgumentException("--rate '" + text
                + "' is neither a number of messages a second from 1 on nor a share from 1% to 100% of the saturation");
    }

    /** Measures the saturation first if it must be known. */
    RunSettings applyTo(RunSettings settings, Driver driver, PrintStream err)
            throws IOException, InterruptedException, NoisyMachineException, RunFailedException {
        if (perSecond > 0) {
            return settings.withRate(perSecond);
        }
        List<Cell> cells = driver.measure(settings.withScenario(Scenario.SATURATION));
        double slowest = Double.MAX_VALUE;
        for (Cell cell : cells) {
            double saturation = Statistics.median(cell.values(Metric.RATE.name()));
            err.printf(Locale.ROOT, "%s is saturated at %,.0f messages a second%n", cell.label(), saturation);
            slowest = Math.min(slowest, saturation);
        }
        if (cells.isEmpty()) {
            return settings.withRate(1);
        }
        int rate = (int) Math.max(1, share * slowest);
        err.printf(Locale.ROOT, "load: %,d messages a second%n", rate);
        return settings.withRate(rate);
    }
}
