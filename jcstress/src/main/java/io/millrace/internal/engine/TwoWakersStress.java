// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two publishers find the agent asleep: one of them pays for the wake-up, and one only. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them wakes it")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "woken twice")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "nobody wakes it")
@State
public class TwoWakersStress {
    private final AgentMode mode = new AgentMode();

    /** An agent that sleeps. */
    public TwoWakersStress() {
        mode.fallAsleep();
    }

    /** Wakes. */
    @Actor
    public void one(II_Result result) {
        result.r1 = mode.claimWakeUp() ? 1 : 0;
    }

    /** Wakes. */
    @Actor
    public void two(II_Result result) {
        result.r2 = mode.claimWakeUp() ? 1 : 0;
    }
}
