// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The end of a burst: the publisher leaves its frame to the agent while the burst is on, the agent ends it and looks. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "left to the agent, which saw it")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the publisher saw the end, and sends itself")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "both see to it")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "left to an agent that does not know")
@State
public class BurstHandOverStress {
    private final StressStream stream = new StressStream();
    private final Burst burst = new Burst();

    /** Begins a burst, by writing without a pause. */
    public BurstHandOverStress() {
        burst.sent(1_000_000);
        while (!burst.begins(1_000_001)) {
            burst.sent(1_000_000);
        }
    }

    /** As a publication does. */
    @Actor
    public void publisher(II_Result result) {
        stream.publish();
        result.r1 = burst.isOn() ? 1 : 0;
    }

    /** As a session does at the agent's look. */
    @Actor
    public void agent(II_Result result) {
        burst.end();
        VarHandle.fullFence();
        result.r2 = stream.ring().isPublished(0) ? 1 : 0;
    }
}
