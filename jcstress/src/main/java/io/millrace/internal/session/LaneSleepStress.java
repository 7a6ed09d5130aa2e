// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A frame is put in a lane while the subscription's thread falls asleep. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "left to the consumer, which saw it and stayed awake")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the consumer slept and was woken")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "woken though it stayed awake")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "left to a consumer that sleeps")
@State
public class LaneSleepStress {

    private final FrameLane lane = new FrameLane(
            new Delivery(
                    new MessageView("s", 0, () -> {
                        throw new UnsupportedOperationException("nobody replies here");
                    }),
                    64,
                    0),
            256,
            64);
    private final LaneConsumer consumer = new LaneConsumer(() -> {});
    private final ByteBuffer frame = ByteBuffer.allocate(64);

    /** The lane is there already. */
    public LaneSleepStress() {
        consumer.open(lane);
    }

    /** As the session does with what came. */
    @Actor
    public void agent(II_Result result) {
        lane.put(frame, 0, 64, 0);
        result.r1 = consumer.wake() ? 1 : 0;
    }

    /** As the subscription's thread does before it parks. */
    @Actor
    public void consumer(II_Result result) {
        consumer.fallAsleep();
        result.r2 = consumer.isIdle() ? 1 : 0;
    }
}
