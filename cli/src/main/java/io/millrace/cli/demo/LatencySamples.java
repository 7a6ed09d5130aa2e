// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times from publish to handler. For one thread. */
final class LatencySamples {
    /** What {@link #text()} says if there is nothing to say. */
    static final String NONE = "no samples";

    private static final long LONGEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram = new Histogram(LONGEST_NS, SIGNIFICANT_DIGITS);

    void record(long latencyNs) {
        histogram.recordValue(Math.max(0, Math.min(LONGEST_NS, latencyNs)));
    }

    /** One line for a person. */
    String text() {
        if (histogram.getTotalCount() == 0) {
            return NONE;
        }
        return "p50 " + percentile(50) + "   p99 " + percentile(99) + "   p99.9 " + percentile(99.9) + "   max "
                + Figures.duration(histogram.getMaxValue());
    }

    private String percentile(double percentile) {
        return Figures.duration(histogram.getValueAtPercentile(percentile));
    }
}
