// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import io.millrace.bench.system.Metric;
import java.util.Locale;

/** How figures are printed: plainly on lines, shortened in tables. */
final class Figure {
    private Figure() {}

    static String plain(Metric metric, double value) {
        return String.format(Locale.ROOT, "%." + decimals(metric) + "f", value);
    }

    private static int decimals(Metric metric) {
        return switch (metric.unit()) {
            case "msg/s" -> 0;
            case "MB/s", "KiB" -> 1;
            case "us", "%" -> 2;
            default -> 3;
        };
    }

    static String brief(Metric metric, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.2fM", value / 1e6);
        }
        if (value >= 1e4) {
            return String.format(Locale.ROOT, "%.1fk", value / 1e3);
        }
        return plain(metric, value);
    }

    static String ratio(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }
}
