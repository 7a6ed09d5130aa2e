// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A publisher publishes a frame and marks its stream, which is marked already, while a sender takes what is marked. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the sender saw the frame")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the sender saw the frame, and looks once more for nothing")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "left to the next look")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a frame that nobody will look for")
@State
public class ReadyStreamsStress {
    private final StressStream stream = new StressStream();
    private final OutboundStream outbound = new OutboundStream(stream, 0, 0, false);
    private final ReadyStreams ready = new ReadyStreams();

    /** The stream is there, and marked. */
    public ReadyStreamsStress() {
        outbound.resume(0, Long.MAX_VALUE);
        ready.add(outbound);
    }

    /** As a publication does: the frame, a fence, the mark. */
    @Actor
    public void publisher() {
        stream.publish();
        ready.mark(outbound);
    }

    /** As whoever holds the send lock does. */
    @Actor
    public void sender(II_Result result) {
        result.r1 = ready.take() > 0 && ready.get(0).hasSendable() ? 1 : 0;
    }

    /** What is left to do. */
    @Arbiter
    public void end(II_Result result) {
        result.r2 = ready.any() ? 1 : 0;
    }
}
