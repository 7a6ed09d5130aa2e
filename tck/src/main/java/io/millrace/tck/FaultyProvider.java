// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The provider under test, with {@link Faults} between it and the engine. It serves schemes of its own, since ServiceLoader
 * finds the provider itself as well.
 */
final class FaultyProvider extends DelegatingProvider {

    private static final String PREFIX = "tck-";

    private final Faults faults;

    FaultyProvider(PeerTransportProvider provider, Faults faults) {
        super(provider);
        this.faults = faults;
    }

    /** The address as the runtime is to see it. */
    static EndpointUri disguise(EndpointUri uri) {
        return EndpointUri.parse(PREFIX + uri.raw());
    }

    /** The address as the transport understands it. */
    static EndpointUri reveal(EndpointUri uri) {
        return EndpointUri.parse(uri.raw().substring(PREFIX.length()));
    }

    @Override
    public Set<String> schemes() {
        return super.schemes().stream().map(scheme -> PREFIX + scheme).collect(Collectors.toSet());
    }

    @Override
    public PeerTransport create(TransportContext context) {
        faults.add(context);
        return new FaultyTransport(super.create(context), faults);
    }

    private static final class FaultyTransport extends DelegatingTransport {

        private final Faults faults;

        FaultyTransport(PeerTransport transport, Faults faults) {
            super(transport);
            this.faults = faults;
        }

        @Override
        public LinkAcceptor listen(EndpointUri uri, Options options) {
            return new FaultyAcceptor(super.listen(reveal(uri), options), faults);
        }

        @Override
        public FrameLink dial(EndpointUri uri, Options options) {
            return new FaultyLink(super.dial(reveal(uri), options), faults);
        }

        @Override
        public boolean staysInHost(EndpointUri uri) {
            return super.staysInHost(reveal(uri));
        }
    }

    private static final class FaultyAcceptor extends DelegatingAcceptor {

        private final Faults faults;

        FaultyAcceptor(LinkAcceptor acceptor, Faults faults) {
            super(acceptor);
            this.faults = faults;
        }

        @Override
        public EndpointUri boundUri() {
            return disguise(super.boundUri());
        }

        @Override
        public @Nullable FrameLink accept() {
            FrameLink link = super.accept();
            return link == null ? null : new FaultyLink(link, faults);
        }
    }
}
