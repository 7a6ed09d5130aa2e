// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** As {@link CloseClaimStress} with a claim that is written in place and committed. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "accepted before the end")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(id = "0, [01], 2", expect = Expect.ACCEPTABLE, desc = "claimed, then refused: a PAD")
@Outcome(id = "1, 0, .*", expect = Expect.FORBIDDEN, desc = "accepted behind the end: lost")
@Outcome(expect = Expect.FORBIDDEN, desc = "the ring and the status do not agree")
@State
public class ClaimCloseStress {
    private final RingPublication publication = StressPublications.create();

    /** Claims, writes, commits. */
    @Actor
    public void publisher(III_Result result) {
        try (Claim claim = publication.claim(32)) {
            if (claim.isAccepted()) {
                claim.buffer().putLong(1);
                claim.commit();
                result.r1 = 1;
            }
        }
    }

    /** Closes, then reads where the stream ends, as the engine does for CLOSE. */
    @Actor
    public void closer(III_Result result) {
        publication.refuse(OfferStatus.CLOSED);
        result.r2 = publication.position() > 0 ? 1 : 0;
    }

    /** What is in the ring: nothing, a message or a PAD. */
    @Arbiter
    public void end(III_Result result) {
        result.r3 = StressPublications.firstFrame(publication);
    }
}
