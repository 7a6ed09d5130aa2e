// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.Guarantee;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.HostResolver;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketPeerTransport;
import io.millrace.spi.uri.Option;
import java.util.List;
import java.util.Set;

/**
 * Provides {@code tcp://host:port}. Found by {@link java.util.ServiceLoader}; an application names it only to register it
 * by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class TcpTransportProvider implements PeerTransportProvider {
    private static final String NAME = "tcp";

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public TcpTransportProvider() {}

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
        return TcpOptions.ALL;
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Set.of(
                Guarantee.ORDERED, Guarantee.LOSSLESS_RECONNECT, Guarantee.BACK_PRESSURE, Guarantee.ANNOUNCED_LOSS);
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new SocketPeerTransport(context, new TcpFamily(new HostResolver(context::wakeup)));
    }

    /**
     * The sockets of TCP for a transport that encrypts what goes over them, and takes the options of this one beside its own.
     * Whoever is given it closes it.
     */
    public static SocketFamily encryptedFamily(TransportContext context) {
        return new TcpFamily(new HostResolver(context::wakeup), true);
    }
}
