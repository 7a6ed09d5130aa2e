// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketTransportProvider;
import io.millrace.transport.tcp.TcpTransportProvider;
import java.util.Set;

/**
 * Provides {@code tcps://host:port}: TLS over TCP. Found by {@link java.util.ServiceLoader}; an application names it only to
 * register it by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class TcpsTransportProvider extends SocketTransportProvider {

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public TcpsTransportProvider() {
        super("tcps", Set.of(), TcpsOptions.ALL);
    }

    @Override
    protected SocketFamily family(TransportContext context) {
        return TcpTransportProvider.encryptedFamily(context);
    }

    @Override
    public PeerTransport create(TransportContext context) {
        return new TcpsTransport(context, family(context));
    }
}
