// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.system.Metric;
import java.util.ArrayList;
import java.util.List;

/** One system's metric over another's, a ratio for each pair of neighbouring runs. */
public final class Ratio {
    /** Less a message is the odd allocation of a thread that is not on the way of messages. */
    private static final double NEGLIGIBLE_BYTES = 0.1;

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
    public static List<Ratio> all(List<Cell> cells) {
        List<Ratio> ratios = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            for (int j = i + 1; j < cells.size(); j++) {
                ratios.addAll(between(cells.get(i), cells.get(j)));
            }
        }
        return ratios;
    }

    /** One system against another, a ratio for each metric. */
    public static List<Ratio> between(Cell subject, Cell reference) {
        return subject.settings().scenario().metrics().stream()
                .filter(metric -> !metric.equals(Metric.BANDWIDTH))
                .map(metric -> new Ratio(subject, reference, metric))
                .toList();
    }

    public Cell subject() {
        return subject;
    }

    Cell reference() {
        return reference;
    }

    Metric metric() {
        return metric;
    }

    /** Whether the median is worse than the reference by more than a share of it; never if it cannot be said. */
    public boolean isWorseBy(double tolerance) {
        double median = median();
        if (metric.unit().equals("B/msg") && Statistics.median(subject.values(metric.name())) < NEGLIGIBLE_BYTES) {
            return false;
        }
        return metric.higherIsBetter() ? median < 1 - tolerance : Double.isFinite(median) && median > 1 + tolerance;
    }

    /** Whether it is of the metric that the scenario is about. */
    public boolean isMain() {
        return metric.equals(subject.settings().scenario().metrics().get(0));
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                subject.label() + " / " + reference.label(),
                subject.settings().scenario().label(),
                subject.settings().sizes().label(),
                metric.name(),
                Figure.ratio(median()),
                "[" + Figure.ratio(min()) + "-" + Figure.ratio(max()) + "]");
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
