// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.uri.EndpointUri;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A dial succeeds on the conductor while the I/O agent gives it up: somebody closes the link. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "closed")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a link that nobody knows stays open")
@State
public class DialHandOverStress {
    private static final EndpointUri URI = EndpointUri.parse("mem:stress");
    private static final IoAgent IO = new IoAgent("stress", System::nanoTime);
    private static final ConductorAgent CONDUCTOR = new ConductorAgent("stress", System::nanoTime, IO);

    private final StressLink link = new StressLink();
    private final ConductedDial dial = new ConductedDial(URI, () -> link, CONDUCTOR, IO);

    /** A turn, in which the link connects. */
    @Actor
    public void conductor() {
        dial.turn();
    }

    /** The endpoint closes. */
    @Actor
    public void io() {
        dial.close();
    }

    /** After the conductor's next turn. */
    @Arbiter
    public void end(I_Result result) {
        CONDUCTOR.doWork();
        // Never dialled, as it was given up before: nothing to close.
        result.r1 = link.isClosed() || !link.isAsked() ? 1 : 0;
    }
}
