// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.report;

import java.util.Arrays;

/** Medians and ratios. */
public final class Statistics {
    private Statistics() {}

    /** Of an even number of values, the mean of the two in the middle; NaN of none. */
    public static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double min(double[] values) {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** The ratio of each pair of neighbouring runs: what the machine did to one it mostly did to the other too. */
    static double[] pairwiseRatios(double[] subject, double[] reference) {
        int pairs = Math.min(subject.length, reference.length);
        double[] ratios = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            ratios[i] = subject[i] / reference[i];
        }
        return ratios;
    }
}
