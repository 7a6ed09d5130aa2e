// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.SocketPeerTransport;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Provides {@code uds:///path}, also written {@code unix:///path}. Found by {@link java.util.ServiceLoader}; an application
 * names it only to register it by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class UdsTransportProvider implements PeerTransportProvider {

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public UdsTransportProvider() {}

    @Override
    public String name() {
        return "uds";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("uds", "unix");
    }

    @Override
    public List<Option<?>> options() {
        return UdsOptions.ALL;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new SocketPeerTransport(context, new UdsFamily());
    }
}
