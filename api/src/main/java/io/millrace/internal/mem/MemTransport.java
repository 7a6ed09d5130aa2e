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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One runtime's end of {@code mem:}. The names are the process's, as port numbers are the host's: that is why the table
 * is static.
 */
final class MemTransport implements PeerTransport {

    private static final Map<String, MemAcceptor> LISTENERS = new ConcurrentHashMap<>();

    private final TransportContext context;

    /** Acceptors and links that nobody has closed yet; the other runtime's thread adds the links that it dials. */
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

    MemTransport(TransportContext context) {
        this.context = context;
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        MemAcceptor acceptor = new MemAcceptor(uri, name(uri), context, LISTENERS, open);
        if (LISTENERS.putIfAbsent(name(uri), acceptor) != null) {
            throw new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "another endpoint of this process listens on " + uri,
                    "close it first, or choose another name");
        }
        open.add(acceptor);
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
        acceptor.offer(new MemLink(uri + " (accepted)", there, back, context, acceptor.open()));
        return new MemLink(uri.toString(), back, there, acceptor.context(), open);
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
        for (AutoCloseable each : open) {
            if (each instanceof MemAcceptor acceptor) {
                acceptor.close();
            } else if (each instanceof MemLink link) {
                link.close();
            }
        }
    }
}
