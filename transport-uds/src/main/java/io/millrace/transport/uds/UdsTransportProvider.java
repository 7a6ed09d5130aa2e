// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketTransportProvider;
import java.util.Set;

/**
 * Provides {@code uds:///path}, also written {@code unix:///path}. Found by {@link java.util.ServiceLoader}; an application
 * names it only to register it by hand, from a fat jar that has lost its services files. Stateless; any thread.
 */
public final class UdsTransportProvider extends SocketTransportProvider {

    /** For {@link java.util.ServiceLoader}, and to register by hand. */
    public UdsTransportProvider() {
        super("uds", Set.of("unix"), UdsOptions.ALL);
    }

    @Override
    protected SocketFamily family(TransportContext context) {
        return new UdsFamily();
    }
}
