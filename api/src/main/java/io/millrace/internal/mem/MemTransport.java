// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.mem;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One runtime's end of {@code mem:}. The names are the process's, as port numbers are the host's: that is why the table
 * is static.
 */
final class MemTransport implements PeerTransport {

    private static final Map<String, MemAcceptor> LISTENERS = new ConcurrentHashMap<>();

    private final TransportContext context;

    MemTransport(TransportContext context) {
        this.context = context;
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        MemAcceptor acceptor = new MemAcceptor(uri, name(uri), context, LISTENERS);
        if (LISTENERS.putIfAbsent(name(uri), acceptor) != null) {
            throw new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "another endpoint of this process listens on " + uri,
                    "close it first, or choose another name");
        }
        return acceptor;
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        MemAcceptor acceptor = LISTENERS.get(name(uri));
        if (acceptor == null) {
            throw new LinkException(
                    ErrorCode.CONNECT_REFUSED,
                    "no endpoint of this process listens on " + uri,
                    "listen there first; it is tried again");
        }
        MemPipe there = new MemPipe();
        MemPipe back = new MemPipe();
        acceptor.offer(new MemLink(uri + " (accepted)", there, back, acceptor.context(), context));
        return new MemLink(uri.toString(), back, there, context, acceptor.context());
    }

    private static String name(EndpointUri uri) {
        if (uri.address().isEmpty()) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_URI, uri + " names nothing", "write mem: and a name, such as mem:orders");
        }
        return uri.address();
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return true;
    }

    @Override
    public boolean wakesSelector() {
        return true;
    }

    @Override
    public void close() {
        // Acceptors and links are closed by the engine; there is nothing else.
    }
}
