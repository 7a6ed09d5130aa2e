// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.Metric;
import org.HdrHistogram.Histogram;

/** Reports the percentiles that the latency scenarios are about. */
final class Percentiles {
    private static final double NS_PER_US = 1e3;

    private Percentiles() {}

    static void report(NodeConsole console, Histogram histogramNs) {
        console.result(Metric.P50.name(), histogramNs.getValueAtPercentile(50) / NS_PER_US);
        console.result(Metric.P99.name(), histogramNs.getValueAtPercentile(99) / NS_PER_US);
        console.result(Metric.P999.name(), histogramNs.getValueAtPercentile(99.9) / NS_PER_US);
        console.result("samples", histogramNs.getTotalCount());
    }
}
