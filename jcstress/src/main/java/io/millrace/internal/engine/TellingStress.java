// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads have something to tell: each event is told once, and never two at once. */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is left untold, or both at once")
@State
public class TellingStress {
    private static final IoAgent AGENT = new IoAgent("stress", System::nanoTime);
    private static final LifecycleEvent EVENT = LifecycleEvent.of(Kind.LINK_UP, "endpoint", "", "", null);

    /** Plain on purpose: the dispatcher must order the listeners' calls. */
    private int told;

    private boolean telling;
    private boolean disturbed;

    private final EventDispatcher dispatcher = new EventDispatcher(List.of(this::hear), AGENT, System::nanoTime);

    private void hear(LifecycleEvent event) {
        disturbed |= telling;
        telling = true;
        told++;
        telling = false;
    }

    /** Tells. */
    @Actor
    public void agent() {
        dispatcher.dispatch(EVENT);
    }

    /** Tells. */
    @Actor
    public void other() {
        dispatcher.dispatch(EVENT);
    }

    /** What was heard. */
    @Arbiter
    public void end(II_Result result) {
        result.r1 = told;
        result.r2 = disturbed ? 1 : 0;
    }
}
