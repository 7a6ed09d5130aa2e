// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand seeds. A failing one is named; {@code ./millrace simulate --from SEED --seeds 1} plays it again.
 * {@code -Dmillrace.simulation.seeds} says how many there are.
 */
class SimulationTest {

    private static final long SEEDS = Long.getLong("millrace.simulation.seeds", 10_000);

    @Test
    @Timeout(600)
    void noSeedBreaksAnything() {
        Campaign campaign = new Campaign(0, SEEDS);
        Simulation.Outcome broken = campaign.run(2, () -> true);
        if (broken != null) {
            fail(broken.report());
        }
        assertThat(campaign.played()).isEqualTo(SEEDS);
        assertThat(campaign.messages()).isGreaterThan(50 * SEEDS);
    }

    /**
     * Of longer runs: an UNSUBSCRIBE let go of the ring under a frame that was half on its link, and a publication that was over
     * did so too; GAPs came to handlers that had left, and behind frames that were lost; what was told to be lost was sent; a
     * link that had failed was read again. And what the checks once took for mistakes: docs/simulation.md tells each.
     */
    @ParameterizedTest
    @ValueSource(
            longs = {
                214_153, 251_936, 566_610, 200_024, 261_634, 298_542, 375_644, 453_728, 457_210, 521_063, 550_975,
                36_641, 137_550, 504_784, 72_010, 201_202, 410_859, 338_261, 685_943, 184_968, 811_011, 748_955,
                787_415, 811_564
            })
    void seedsThatFoundMistakes(long seed) {
        Simulation.Outcome outcome = Simulation.replay(seed);
        assertThat(outcome.failure()).as(outcome.report()).isNull();
    }

    @Test
    void aSeedAlwaysPlaysTheSame() {
        for (long seed = 0; seed < 200; seed++) {
            Simulation.Outcome once = Simulation.replay(seed);
            Simulation.Outcome again = Simulation.replay(seed);
            assertThat(again.schedule()).as("seed %d", seed).isEqualTo(once.schedule());
            assertThat(Simulation.play(seed).messages()).as("seed %d", seed).isEqualTo(once.messages());
        }
    }
}
