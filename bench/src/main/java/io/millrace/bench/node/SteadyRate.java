// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/** Says when a system is warm: the rates of the last four windows lie within 5 % of the fastest. Not thread-safe. */
final class SteadyRate {
    static final long WINDOW_NS = 250_000_000;

    private static final int WINDOWS = 4;
    private static final double SPREAD = 0.05;

    private final Deque<Double> rates = new ArrayDeque<>();

    /** Takes the rate of one more window; returns whether the system is steady now. */
    boolean isSteadyAfter(double rate) {
        rates.addLast(rate);
        if (rates.size() > WINDOWS) {
            rates.removeFirst();
        }
        double max = Collections.max(rates);
        double min = Collections.min(rates);
        return rates.size() == WINDOWS && max > 0 && (max - min) / max <= SPREAD;
    }
}
