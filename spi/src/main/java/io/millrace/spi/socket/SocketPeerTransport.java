// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.ResourceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportContext;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A peer transport over stream sockets of one {@link SocketFamily}; made by a transport's provider, used by the engine
 * on the I/O agent's thread only, and closed by it. Owns the family and closes it.
 */
public final class SocketPeerTransport implements PeerTransport {
    private final SocketScope scope;
    private boolean closed;

    public SocketPeerTransport(TransportContext context, SocketFamily family) {
        this.scope = SocketScope.of(context, family);
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        checkOpen(uri);
        holdReserve("binding " + uri);
        try {
            return accepting(scope.family().bind(uri, options), options);
        } catch (IOException e) {
            throw failed("binding " + uri, e);
        }
    }

    private SocketAcceptor accepting(BoundSocket bound, Options options) throws IOException {
        try {
            checkPlainText(bound, options);
            return new SocketAcceptor(scope, options, bound);
        } catch (IOException | MillraceException e) {
            bound.release().run();
            bound.channel().close();
            throw e;
        }
    }

    /** Bound already, as only then the address is known; nobody has been accepted. */
    private void checkPlainText(BoundSocket bound, Options options) throws IOException {
        SocketAddress address = bound.channel().getLocalAddress();
        if (!encrypts() && scope.family().leavesHost(address) && !PlainText.isAllowed(options)) {
            throw PlainText.refused("listening at " + scope.family().describe(address));
        }
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        checkOpen(uri);
        holdReserve("dialling " + uri);
        SocketFrameLink link = SocketFrameLink.dialling(scope, uri, options);
        try {
            // Starts the connect; what fails at once is thrown here
            link.finishConnect();
        } catch (MillraceException e) {
            link.close();
            throw e;
        }
        return link;
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return scope.family().staysInHost(uri);
    }

    @Override
    public boolean encrypts() {
        return scope.family().encrypts();
    }

    @Override
    public boolean wakesSelector() {
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        scope.open().closeAll();
        scope.reserve().close();
        scope.family().close();
    }

    private void holdReserve(String doing) {
        try {
            scope.reserve().hold();
        } catch (IOException e) {
            throw failed(doing, e);
        }
    }

    private static MillraceException failed(String doing, IOException cause) {
        ResourceException exhausted = SocketErrors.outOfDescriptors(doing, cause);
        if (exhausted != null) {
            return exhausted;
        }
        return new LinkException(ErrorCode.LINK_IO, doing + " failed: " + cause.getMessage(), "", cause);
    }

    private void checkOpen(EndpointUri uri) {
        if (closed) {
            throw new LinkException(
                    ErrorCode.LINK_IO, "cannot open " + uri + ": the transport is closed", "create a new runtime");
        }
    }
}
