// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.Burst;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A burst begins while the agent falls asleep. From then on publishers leave their messages to the agent without a look
 * at its mode, so it must not sleep through the beginning.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the agent saw the burst and stayed awake")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the agent slept and was woken")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "woken though it stayed awake")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the agent sleeps while publishers count on it")
@State
public class BurstSleepStress {
    private final Burst burst = new Burst();
    private final AgentMode mode = new AgentMode();

    /** Two lone messages without a pause: one more makes a burst. */
    public BurstSleepStress() {
        burst.sent(1_000_000);
        for (int i = 0; i < 2; i++) {
            if (burst.begins(1_000_001)) {
                throw new IllegalStateException("a burst of " + i + " messages");
            }
            burst.sent(1_000_001);
        }
    }

    /** As the publisher of the third does. */
    @Actor
    public void publisher(II_Result result) {
        if (!burst.begins(1_000_002)) {
            throw new IllegalStateException("no burst of three");
        }
        result.r1 = mode.claimWakeUp() ? 1 : 0;
    }

    /** As the I/O agent does before it selects. */
    @Actor
    public void agent(II_Result result) {
        mode.fallAsleep();
        result.r2 = burst.isOn() ? 0 : 1;
    }
}
