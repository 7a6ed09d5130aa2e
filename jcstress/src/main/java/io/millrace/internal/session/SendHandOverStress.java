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

/**
 * The send lock's hand-over: two threads publish and try to send. Whoever loses the race leaves its frame to the holder,
 * so that in the end, with no further call, everything has been written.
 */
@JCStressTest
@Outcome(id = "64, 0", expect = Expect.ACCEPTABLE, desc = "both frames were written, by one writer at a time")
@Outcome(id = ".*, 1", expect = Expect.FORBIDDEN, desc = "two threads were in a write at once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a frame was left behind, or written twice")
@State
public class SendHandOverStress {
    private final StressStream stream = new StressStream();
    private final RecordingLink link = new RecordingLink();
    private final Transmitter transmitter = new Transmitter(QuietHost.INSTANCE);

    /** Attaches the stream to the link. */
    public SendHandOverStress() {
        OutboundStream outbound = new OutboundStream(stream, 0, 0, false);
        transmitter.link(link);
        transmitter.add(outbound);
        outbound.resume(0, Long.MAX_VALUE);
    }

    /** Publishes and sends. */
    @Actor
    public void one() {
        stream.publish();
        transmitter.trySend();
    }

    /** Publishes and sends. */
    @Actor
    public void two() {
        stream.publish();
        transmitter.trySend();
    }

    /** What has become of it. */
    @Arbiter
    public void end(II_Result result) {
        result.r1 = link.written;
        result.r2 = link.disturbed ? 1 : 0;
    }
}
