// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.Option;
import io.millrace.transport.tcp.TcpTransportProvider;
import java.util.List;
import java.util.Set;

/**
 * Provides {@code tcps://host:port}: TLS over TCP. Found by {@link java.util.ServiceLoader}; an application names it only to
 * register it by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class TcpsTransportProvider implements PeerTransportProvider {
    private static final String NAME = "tcps";

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public TcpsTransportProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(NAME);
    }

    @Override
    public List<Option<?>> options() {
        return TcpsOptions.ALL;
    }

    /** Those of tcp. */
    @Override
    public Set<Guarantee> guarantees() {
        return new TcpTransportProvider().guarantees();
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new TcpsTransport(context);
    }
}
