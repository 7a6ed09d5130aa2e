// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import java.io.IOException;
import java.util.List;

/** Lets runs start only while others leave the cores alone, and says which runs are to be thrown away. */
final class QuietGuard {
    static final double MAX_OTHERS_CORES = 0.3;
    static final int ATTEMPTS = 4;

    private static final long SAMPLE_MS = 500;
    private static final int SAMPLES = 60;

    private final boolean force;
    private double worstOthersCores;

    QuietGuard(boolean force) {
        this.force = force;
    }

    /** Returns once a sample is quiet; throws if none is in half a minute. */
    void awaitQuiet() throws IOException, InterruptedException, NoisyMachineException {
        if (force || !CoreUse.isKnown()) {
            return;
        }
        double others = 0;
        for (int i = 0; i < SAMPLES; i++) {
            CoreUse begin = CoreUse.now(List.of());
            Thread.sleep(SAMPLE_MS);
            others = CoreUse.now(List.of()).othersSince(begin);
            if (others <= MAX_OTHERS_CORES) {
                return;
            }
        }
        throw new NoisyMachineException("for half a minute", others, MAX_OTHERS_CORES);
    }

    boolean keeps(RunResult run) {
        worstOthersCores = Math.max(worstOthersCores, run.othersCores());
        return force || run.othersCores() <= MAX_OTHERS_CORES;
    }

    /** Whether figures had to be forced out of a machine that others used. */
    boolean reportIsForced() {
        return force && worstOthersCores > MAX_OTHERS_CORES;
    }
}
