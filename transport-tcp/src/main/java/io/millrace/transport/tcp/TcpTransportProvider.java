// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.HostResolver;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketTransportProvider;
import java.util.Set;

/**
 * Provides {@code tcp://host:port}. Found by {@link java.util.ServiceLoader}; an application names it only to register it
 * by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class TcpTransportProvider extends SocketTransportProvider {

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public TcpTransportProvider() {
        super("tcp", Set.of(), TcpOptions.ALL);
    }

    @Override
    protected SocketFamily family(TransportContext context) {
        return new TcpFamily(new HostResolver(context::wakeup));
    }

    /**
     * The sockets of TCP for a transport that encrypts what goes over them, and takes the options of this one beside its own.
     * Whoever is given it closes it.
     */
    public static SocketFamily encryptedFamily(TransportContext context) {
        return new TcpFamily(new HostResolver(context::wakeup), true);
    }
}
