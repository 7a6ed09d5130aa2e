// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.SharedFrameRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The wake-up's hand-over: the publisher publishes and wakes whoever sleeps, the agent says that it sleeps and looks. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "left to the agent, which saw it and stayed awake")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the agent slept and was woken")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "woken though it stayed awake")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "left to an agent that sleeps")
@State
public class WakeUpStress {
    private final FrameRing ring = new SharedFrameRing(64, 1, false);
    private final AgentMode mode = new AgentMode();

    /** As a publication does. */
    @Actor
    public void publisher(II_Result result) {
        ring.abort(ring.tryClaim(32), 32);
        result.r1 = mode.claimWakeUp() ? 1 : 0;
    }

    /** As the I/O agent does before it selects. */
    @Actor
    public void agent(II_Result result) {
        mode.fallAsleep();
        result.r2 = ring.isPublished(0) ? 0 : 1;
    }
}
