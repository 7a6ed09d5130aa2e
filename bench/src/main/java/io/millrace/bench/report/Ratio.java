// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.system.Metric;
import java.util.ArrayList;
import java.util.List;

/** One system's metric over another's, a ratio for each pair of neighbouring runs. */
final class Ratio {
    private final Cell subject;
    private final Cell reference;
    private final Metric metric;
    private final double[] values;

    private Ratio(Cell subject, Cell reference, Metric metric) {
        this.subject = subject;
        this.reference = reference;
        this.metric = metric;
        values = Statistics.pairwiseRatios(subject.values(metric.name()), reference.values(metric.name()));
    }

    /** Each system against each one after it. */
    static List<Ratio> all(List<Cell> cells) {
        List<Ratio> ratios = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            for (int j = i + 1; j < cells.size(); j++) {
                ratios.addAll(between(cells.get(i), cells.get(j)));
            }
        }
        return ratios;
    }

    private static List<Ratio> between(Cell subject, Cell reference) {
        return subject.settings().scenario().metrics().stream()
                .filter(metric -> !metric.equals(Metric.BANDWIDTH))
                .map(metric -> new Ratio(subject, reference, metric))
                .toList();
    }

    Cell subject() {
        return subject;
    }

    Cell reference() {
        return reference;
    }

    Metric metric() {
        return metric;
    }

    double median() {
        return Statistics.median(values);
    }

    double min() {
        return Statistics.min(values);
    }

    double max() {
        return Statistics.max(values);
    }
}
