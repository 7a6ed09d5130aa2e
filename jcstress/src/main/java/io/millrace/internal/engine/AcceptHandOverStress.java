// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The conductor accepts a link while the I/O agent closes the endpoint: somebody closes the link. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "closed, or left with the system")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a link that nobody knows stays open")
@State
public class AcceptHandOverStress {
    private static final IoAgent IO = new IoAgent("stress", System::nanoTime);
    private static final ConductorAgent CONDUCTOR = new ConductorAgent("stress", System::nanoTime, IO);

    private final StressLink link = new StressLink();
    private final ConductedAcceptor acceptor = new ConductedAcceptor(new One(), CONDUCTOR, IO);

    /** Has one link. */
    private final class One implements LinkAcceptor {
        private boolean taken;

        @Override
        public EndpointUri boundUri() {
            return EndpointUri.parse("mem:stress");
        }

        @Override
        public @Nullable FrameLink accept() {
            if (taken) {
                return null;
            }
            taken = true;
            link.finishConnect();
            return link;
        }

        @Override
        public void close() {}
    }

    /** A turn. */
    @Actor
    public void conductor() {
        acceptor.turn();
    }

    /** The endpoint closes. */
    @Actor
    public void io() {
        acceptor.close();
    }

    /** After the conductor's next turn. */
    @Arbiter
    public void end(I_Result result) {
        CONDUCTOR.doWork();
        result.r1 = link.isClosed() || !link.isAsked() ? 1 : 0;
    }
}
