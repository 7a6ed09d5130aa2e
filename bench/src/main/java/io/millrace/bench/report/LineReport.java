// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.system.Metric;
import java.util.ArrayList;
import java.util.List;

/** One line a figure, for programs: {@code SYSTEM TRANSPORT SCENARIO SIZE METRIC VALUE UNIT}. */
public final class LineReport {
    private LineReport() {}

    public static List<String> lines(List<Cell> cells) {
        List<String> lines = new ArrayList<>();
        for (Cell cell : cells) {
            for (Metric metric : cell.settings().scenario().metrics()) {
                double[] values = cell.values(metric.name());
                if (Double.isNaN(Statistics.median(values))) {
                    continue;
                }
                lines.add(line(cell, metric.name(), metric, Statistics.median(values)));
                if (cell.settings().scenario().namesExtremes() && metric.equals(Metric.RATE)) {
                    lines.add(line(cell, metric.name() + ".min", metric, Statistics.min(values)));
                    lines.add(line(cell, metric.name() + ".max", metric, Statistics.max(values)));
                }
            }
        }
        return lines;
    }

    /** Medians of the ratios of neighbouring runs, in the same form: {@code ratio/OTHER/METRIC}. */
    public static List<String> ratioLines(List<Ratio> ratios) {
        return ratios.stream()
                .filter(ratio -> !Double.isNaN(ratio.median()))
                .map(ratio -> String.join(
                        " ",
                        prefix(ratio.subject()),
                        "ratio/" + ratio.reference().label() + "/"
                                + ratio.metric().name(),
                        Figure.ratio(ratio.median()),
                        "x"))
                .toList();
    }

    private static String line(Cell cell, String name, Metric metric, double value) {
        return String.join(" ", prefix(cell), name, Figure.plain(metric, value), metric.unit());
    }

    private static String prefix(Cell cell) {
        return String.join(
                " ",
                cell.label(),
                cell.carrier().label(),
                cell.settings().scenario().label(),
                cell.settings().sizes().label());
    }
}
