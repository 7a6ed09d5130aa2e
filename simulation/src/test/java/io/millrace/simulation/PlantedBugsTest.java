// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation would notice: each of these mistakes breaks an invariant within ten thousand seeds. */
class PlantedBugsTest {

    private static final long SEEDS = 10_000;

    @ParameterizedTest
    @EnumSource(PlantedBug.class)
    @Timeout(300)
    void isFound(PlantedBug bug, @TempDir Path folder) throws Exception {
        Class<?> mutant = MutantLoader.of(bug, folder).loadClass("io.millrace.simulation.Simulation");
        Method isGood = mutant.getMethod("isGood", long.class);
        long tried = 0;
        while (tried < SEEDS && (boolean) isGood.invoke(null, (bug.from + tried) % SEEDS)) {
            tried++;
        }
        assertThat(tried).as("seeds that did not find " + bug).isLessThan(SEEDS);
        System.out.println(bug + " found by seed " + (bug.from + tried) % SEEDS);
    }
}
