// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many random schedules. A failing seed is named, and played again with {@code -Dmillrace.simulation.seed=<seed>};
 * {@code millrace.simulation.seeds} says how many there are.
 */
class RandomScheduleTest {

    private static final int STEPS = 120;

    @Test
    @Timeout(300)
    void whateverHappensNothingIsLostOrDoubledOrOutOfOrder() {
        Long only = Long.getLong("millrace.simulation.seed");
        long first = only != null ? only : 0;
        long count = only != null ? 1 : Long.getLong("millrace.simulation.seeds", 300);
        for (long seed = first; seed < first + count; seed++) {
            try {
                new RandomSchedule(seed).run(STEPS);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " fails: " + e.getMessage(), e);
            }
        }
    }
}
