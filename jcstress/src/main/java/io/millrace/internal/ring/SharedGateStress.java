// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A full ring: the consumer reads the oldest frame and lets it go, the producer wants its place. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the producer came too early")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "read, let go, overwritten")
@Outcome(id = "-1, .*", expect = Expect.FORBIDDEN, desc = "overwritten before it was let go")
@State
public class SharedGateStress {
    private final FrameRing ring = new SharedFrameRing(64, StressFrames.STREAM_ID, false);

    /** Fills the ring with one frame. */
    public SharedGateStress() {
        StressFrames.publish(ring, ring.tryClaim(64));
    }

    /** Reads, then acknowledges. */
    @Actor
    public void consumer(II_Result result) {
        FrameRun run = new FrameRun();
        result.r1 = ring.scan(0, 64, 64, run) ? StressFrames.check(ring, 0) : -1;
        ring.gate(64);
    }

    /** Claims and overwrites. */
    @Actor
    public void producer(II_Result result) {
        result.r2 = StressFrames.publish(ring, ring.tryClaim(64));
    }
}
