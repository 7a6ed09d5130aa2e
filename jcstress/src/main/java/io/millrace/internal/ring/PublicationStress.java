// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import com.lmax.disruptor.Sequence;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/** The premise of the ring: plain writes to the buffer are visible to whoever sees the sequence that was set after them. */
@JCStressTest
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "published, with its bytes")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "published without its bytes")
@State
public class PublicationStress {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    private final Sequence published = new Sequence();

    /** The producer. */
    @Actor
    public void produce() {
        buffer.putInt(32, 42);
        published.set(0);
    }

    /** The consumer. */
    @Actor
    public void consume(JI_Result result) {
        result.r1 = published.get();
        result.r2 = result.r1 == 0 ? buffer.getInt(32) : 0;
    }
}
