// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two claims of 64 bytes with 32 left before the buffer's end and 160 free: whoever straddles the end leaves two PADs and
 * claims again, and then there is room for one of the two only.
 */
@JCStressTest
@Outcome(id = "1, 0, [01], 1", expect = Expect.ACCEPTABLE, desc = "the second found the ring full")
@Outcome(id = "0, 1, [01], 1", expect = Expect.ACCEPTABLE, desc = "the first found the ring full")
@Outcome(id = ".*, .*, -1, .*", expect = Expect.FORBIDDEN, desc = "the scan found what was not written, or not yet")
@Outcome(expect = Expect.FORBIDDEN, desc = "messages and claims do not agree, nobody got in, or both did")
@State
public class WrapStress {
    private static final long START = 224;

    private final SharedFrameRing ring = new SharedFrameRing(256, StressFrames.STREAM_ID, false);

    /** Brings the ring to its last slot but one; 160 bytes are free. */
    public WrapStress() {
        for (long end = 0; end < START; end += 32) {
            ring.abort(ring.tryClaim(32), 32);
        }
        ring.gate(128);
    }

    /** Publishes. */
    @Actor
    public void first(IIII_Result result) {
        result.r1 = StressFrames.publish(ring, ring.tryClaim(64));
    }

    /** Publishes, and scans. */
    @Actor
    public void second(IIII_Result result) {
        result.r2 = StressFrames.publish(ring, ring.tryClaim(64));
        result.r3 = StressFrames.consume(ring, START);
    }

    /** Scans once more when all is done. */
    @Arbiter
    public void end(IIII_Result result) {
        result.r4 = StressFrames.consume(ring, START);
    }
}
