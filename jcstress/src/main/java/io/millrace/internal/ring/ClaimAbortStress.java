// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One thread publishes a message; another gives a claim up, before it or behind it, and scans. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the scan came before the message")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the scan found the message whole")
@Outcome(id = "-1, .*", expect = Expect.FORBIDDEN, desc = "the scan found what was not written, or not yet")
@Outcome(id = ".*, 0", expect = Expect.FORBIDDEN, desc = "in the end it was not one message and one PAD")
@State
public class ClaimAbortStress {
    private final SharedFrameRing ring = new SharedFrameRing(256, StressFrames.STREAM_ID, false);

    /** Publishes. */
    @Actor
    public void publisher() {
        StressFrames.publish(ring, ring.tryClaim(64));
    }

    /** Gives up, then scans: the message may be claimed in front of the PAD and not be published yet. */
    @Actor
    public void consumer(II_Result result) {
        ring.abort(ring.tryClaim(32), 32);
        result.r1 = StressFrames.consume(ring, 0);
    }

    /** Scans once more when all is done. */
    @Arbiter
    public void end(II_Result result) {
        result.r2 = ring.head() == 96 && StressFrames.consume(ring, 0) == 1 ? 1 : 0;
    }
}
