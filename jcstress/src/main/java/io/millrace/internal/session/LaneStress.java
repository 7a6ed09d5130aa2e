// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.SubscriptionOptions;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** The I/O agent puts two frames in a lane while the subscription's thread takes what is there. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "too early")
@Outcome(id = "1, 0, 64", expect = Expect.ACCEPTABLE, desc = "the first, whole")
@Outcome(id = "2, 0, 128", expect = Expect.ACCEPTABLE, desc = "both, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "a frame without its bytes, or a position without its frame")
@State
public class LaneStress {

    private static final long CONTENT = 0x5EED_F00D_0B57_AC1EL;

    private final FrameLane lane = new FrameLane(
            new Delivery(
                    new MessageView("s", 0, () -> {
                        throw new UnsupportedOperationException("nobody replies here");
                    }),
                    64,
                    0),
            256,
            64);
    private final ByteBuffer received = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    private int spoilt;
    private final Subscriber subscriber = new Subscriber(
            "s",
            message -> {
                if (message.length() != 16
                        || message.getLong(0) != CONTENT
                        || message.getLong(8) != message.position()) {
                    spoilt++;
                }
            },
            null,
            SubscriptionOptions.defaults(),
            Ignored.FAILURES,
            null);

    /** Makes the two frames. */
    public LaneStress() {
        for (int i = 0; i < 2; i++) {
            FrameFlyweight.writeDataHeader(received, 64 * i, 48, 1, 0, 64L * i, 0);
            received.putLong(64 * i + 32, CONTENT).putLong(64 * i + 40, 64L * i);
        }
    }

    /** As the session does with what came. */
    @Actor
    public void agent() {
        lane.put(received, 0, 64, 0);
        lane.put(received, 64, 64, 64);
    }

    /** One turn of the consumer. */
    @Actor
    public void consumer(III_Result result) {
        result.r1 = lane.work(subscriber, 0, 10, () -> {});
        result.r2 = spoilt;
        result.r3 = (int) lane.processed();
    }

    /** Nothing fails here. */
    private enum Ignored implements Subscriber.FailureListener {
        FAILURES;

        @Override
        public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {}

        @Override
        public void stopped(Subscriber subscriber, long position, Throwable cause) {}

        @Override
        public void broken(Subscriber subscriber, long position, Throwable cause) {}
    }
}
