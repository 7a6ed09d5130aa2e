// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A stage drops a message that another reads at the same time: the other sees all of it, whatever it sees of the mark. */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "read before it was marked")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "read when it was marked")
@Outcome(id = ".*, -1, .*", expect = Expect.FORBIDDEN, desc = "what was read is not the message")
@Outcome(id = ".*, .*, 0", expect = Expect.FORBIDDEN, desc = "in the end it is not marked")
@State
public class DropBesideStress {
    private final SharedFrameRing ring = new SharedFrameRing(256, StressFrames.STREAM_ID, false);

    /** The message is there already. */
    public DropBesideStress() {
        StressFrames.publish(ring, ring.tryClaim(64));
    }

    /** Drops it. */
    @Actor
    public void dropping() {
        ring.markDropped(0);
    }

    /** Reads it. */
    @Actor
    public void reading(III_Result result) {
        long word = ring.buffer().getLong(0);
        boolean whole = (word & FrameRing.PAD_MASK) != 0 && FrameDescriptor.align((int) word) == 64;
        result.r1 = (word & FrameRing.DROPPED_MASK) != 0 ? 1 : 0;
        result.r2 = whole ? StressFrames.check(ring, 0) : -1;
    }

    /** Looks at the mark when all is done. */
    @Arbiter
    public void end(III_Result result) {
        result.r3 = (ring.buffer().getLong(0) & FrameRing.DROPPED_MASK) != 0 ? 1 : 0;
    }
}
