// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A publisher in a burst sends a batch, or leaves it to whoever holds the lock without telling; the agent ends the burst
 * meanwhile, looks once more and sends.
 */
@JCStressTest
@Outcome(id = "32, 0", expect = Expect.ACCEPTABLE, desc = "the frame was written, by one writer at a time")
@Outcome(id = ".*, 1", expect = Expect.FORBIDDEN, desc = "two threads were in a write at once")
@Outcome(expect = Expect.FORBIDDEN, desc = "the frame was left behind, or written twice")
@State
public class BatchHandOverStress {
    private final StressStream stream = new StressStream();
    private final RecordingLink link = new RecordingLink();
    private final Transmitter transmitter = new Transmitter(QuietHost.INSTANCE);
    private final Burst burst = new Burst();

    /** Attaches the stream to the link, in a burst. */
    public BatchHandOverStress() {
        OutboundStream outbound = new OutboundStream(stream, 0, 0, false);
        transmitter.link(link);
        transmitter.add(outbound);
        outbound.resume(0, Long.MAX_VALUE);
        burst.sent(1_000_000);
        while (!burst.begins(1_000_001)) {
            burst.sent(1_000_000);
        }
    }

    /** As a publication does: a batch while the burst is on, else a send that is handed over. */
    @Actor
    public void publisher() {
        stream.publish();
        if (burst.isOn()) {
            transmitter.trySendBatch();
        } else {
            transmitter.trySend();
        }
    }

    /** As whoever looks after the burst does. */
    @Actor
    public void agent() {
        burst.end();
        VarHandle.fullFence();
        transmitter.trySend();
    }

    /** What has become of it. */
    @Arbiter
    public void end(II_Result result) {
        result.r1 = link.written;
        result.r2 = link.disturbed ? 1 : 0;
    }
}
