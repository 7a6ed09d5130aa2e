// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.IdleMode;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.mem.MemTransportProvider;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.SessionSettings;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.channels.Selector;
import java.util.List;

/** Real publications with a ring of two frames, on an endpoint of a runtime that stands still. */
final class StressPublications {

    private static final EngineEndpoint ENDPOINT = endpoint();

    private StressPublications() {}

    static RingPublication create() {
        PublicationSettings settings =
                new PublicationSettings(128, 128, 64, 32, ChecksumMode.NONE, false, 0, SlowConsumerPolicy.BLOCK);
        return new RingPublication(ENDPOINT, "stress", 1, 1, false, settings);
    }

    /** 0 if the ring is empty, 1 if its first frame is a message, 2 if it is a PAD. */
    static int firstFrame(RingPublication publication) {
        FrameRing ring = publication.published().ring();
        if (ring == null || !ring.isPublished(0)) {
            return 0;
        }
        return ring.isPad(0) ? 2 : 1;
    }

    private static EngineEndpoint endpoint() {
        EndpointUri uri = EndpointUri.parse("mem:stress");
        Options options = EndpointOptions.parse(uri, List.of());
        SessionSettings session = EndpointConfig.of(options, "stress").session();
        EndpointConfig config = new EndpointConfig(
                session,
                128,
                128,
                64,
                IdleMode.YIELD,
                0,
                0,
                1,
                1,
                ChecksumMode.NONE,
                SlowConsumerPolicy.BLOCK,
                1 << 16,
                1 << 16,
                1,
                true,
                true);
        MillraceRuntime runtime = new MillraceRuntime(null, List.of(), List.of(), System::nanoTime);
        MemTransportProvider provider = new MemTransportProvider();
        PeerTransport transport = provider.create(new StandingStill());
        return new DialledEndpoint(
                runtime, BoundTransport.of(provider, transport, uri, options), config, uri, options, null);
    }

    private static final class StandingStill implements TransportContext {
        @Override
        public Selector selector() {
            throw new UnsupportedOperationException("nothing is dialled");
        }

        @Override
        public void wakeup() {}

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
