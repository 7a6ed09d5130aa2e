// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A transport that wakes no selector has something for an agent, which has just begun a cycle, with an older signal still
 * set, and falls asleep after it.
 */
@JCStressTest
@Outcome(id = "1, .*, .*", expect = Expect.ACCEPTABLE, desc = "the agent saw it in its cycle")
@Outcome(id = "0, 0, .*", expect = Expect.ACCEPTABLE, desc = "the agent did not sleep: it looks again")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the agent slept and was woken")
@Outcome(id = "0, 1, 1", expect = Expect.FORBIDDEN, desc = "the agent sleeps, and knows nothing")
@State
public class SignalSleepStress {
    private static final Selector SELECTOR = open();

    private final AgentSelector agent = new AgentSelector(SELECTOR);
    private volatile int stored;

    /** With an older signal. */
    public SignalSleepStress() {
        agent.signal();
    }

    private static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a link does for its other end. */
    @Actor
    public void transport() {
        stored = 1;
        agent.signal();
    }

    /** A cycle, and what comes before the select. */
    @Actor
    public void agent(III_Result result) {
        agent.clearSignal();
        result.r1 = stored;
        agent.mode().fallAsleep();
        result.r2 = agent.isSignalled() ? 0 : 1;
    }

    /** Whether it could still be woken, which means that nobody has done so. */
    @Arbiter
    public void end(III_Result result) {
        result.r3 = agent.mode().claimWakeUp() ? 1 : 0;
    }
}
