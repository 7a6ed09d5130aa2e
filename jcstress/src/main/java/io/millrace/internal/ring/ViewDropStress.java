// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.Sequence;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The last stage drops one message, lets the next one through and says how far it is, while a carrier scans its view. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing was let through yet")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the dropped one is a PAD, and the next one is whole")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the dropped one is sent, or the next one is not whole")
@State
public class ViewDropStress {
    private final SharedFrameRing ring = new SharedFrameRing(256, StressFrames.STREAM_ID, false);
    private final Sequence stage = new Sequence(FrameRing.doneUpTo(0));
    private final FrameView view = new FrameView(ring, stage);

    /** Both messages are there already. */
    public ViewDropStress() {
        StressFrames.publish(ring, ring.tryClaim(64));
        StressFrames.publish(ring, ring.tryClaim(64));
    }

    /** As the last group does. */
    @Actor
    public void stage() {
        ring.drop(0);
        stage.set(FrameRing.doneUpTo(128));
    }

    /** As a session does. */
    @Actor
    public void carrier(II_Result result) {
        boolean letThrough = view.isPublished(0);
        result.r1 = letThrough ? 1 : 0;
        result.r2 = letThrough ? StressFrames.consume(view, 0) : 0;
    }
}
