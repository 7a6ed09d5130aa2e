// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states that a benchmark's forks fell into. A plain Disruptor runs at one of two speeds, chosen per JVM; a median
 * across them would say more about the draw than about the code.
 */
final class ForkStates {
    /** Neighbouring scores further apart than this belong to different states. */
    private static final double GAP = 1.6;

    private ForkStates() {}

    /** The scores of each state, slowest state first. */
    static List<double[]> of(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        List<double[]> states = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] > sorted[i - 1] * GAP) {
                states.add(Arrays.copyOfRange(sorted, begin, i));
                begin = i;
            }
        }
        return states;
    }

    /** The middle score; the scores are sorted. */
    static double median(double[] state) {
        int middle = state.length / 2;
        return state.length % 2 == 1 ? state[middle] : (state[middle - 1] + state[middle]) / 2;
    }
}
