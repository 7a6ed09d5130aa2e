// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Transport;
import java.util.ArrayList;
import java.util.List;

/** One system in one scenario at one size: the runs so far. Filled and read by one thread at a time. */
public final class Cell {
    private final String label;
    private final RunSettings settings;
    private final Transport carrier;
    private final List<RunResult> runs = new ArrayList<>();

    /** {@code label} names the system in the report: its name, unless it takes part twice. */
    public Cell(String label, RunSettings settings, Transport carrier) {
        this.label = label;
        this.settings = settings;
        this.carrier = carrier;
    }

    public void add(RunResult run) {
        runs.add(run);
    }

    public String label() {
        return label;
    }

    public RunSettings settings() {
        return settings;
    }

    public Transport carrier() {
        return carrier;
    }

    public int runs() {
        return runs.size();
    }

    /** The values of a metric, in the order of the runs, NaN where a run did not yield it. */
    public double[] values(String metric) {
        return runs.stream()
                .mapToDouble(run -> run.values().getOrDefault(metric, Double.NaN))
                .toArray();
    }
}
