// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import io.millrace.bench.driver.Cell;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Threads;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Tables and ratios for people. */
public final class TableReport {
    private TableReport() {}

    public static void print(List<Cell> cells, List<Ratio> ratios, PrintStream out) {
        if (cells.isEmpty()) {
            return;
        }
        Cell first = cells.get(0);
        RunSettings settings = first.settings();
        out.printf(
                Locale.ROOT,
                "%n%s, %s, %s B, waiting %s%s: %d runs each, in turn; median [min-max]%n",
                settings.scenario().label(),
                settings.transport().label(),
                settings.sizes().label(),
                settings.waitMode().label(),
                settings.threads() == Threads.SHARED
                        ? ""
                        : ", threads " + settings.threads().label(),
                first.runs());
        List<Metric> metrics = settings.scenario().metrics();
        out.printf("  %-26s", "system");
        metrics.forEach(metric -> out.printf(" %-28s", metric.name() + " " + metric.unit()));
        out.println();
        for (Cell cell : cells) {
            out.printf("  %-26s", name(cell));
            metrics.forEach(metric -> out.printf(" %-28s", spread(metric, cell.values(metric.name()))));
            out.println();
        }
        printRatios(ratios, out);
    }

    private static String name(Cell cell) {
        boolean elsewhere = cell.carrier() != cell.settings().transport();
        return elsewhere ? cell.label() + " (" + cell.carrier().label() + ")" : cell.label();
    }

    private static void printRatios(List<Ratio> ratios, PrintStream out) {
        for (Ratio ratio : ratios) {
            if (Double.isNaN(ratio.median())) {
                continue;
            }
            out.printf(
                    "  %-26s %s %s [%s-%s]%n",
                    ratio.subject().label() + " / " + ratio.reference().label(),
                    ratio.metric().name(),
                    Figure.ratio(ratio.median()),
                    Figure.ratio(ratio.min()),
                    Figure.ratio(ratio.max()));
        }
    }

    private static String spread(Metric metric, double[] values) {
        return String.format(
                Locale.ROOT,
                "%s [%s-%s]",
                Figure.brief(metric, Statistics.median(values)),
                Figure.brief(metric, Statistics.min(values)),
                Figure.brief(metric, Statistics.max(values)));
    }
}
