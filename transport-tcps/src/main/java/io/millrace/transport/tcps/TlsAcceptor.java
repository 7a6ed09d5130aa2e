// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes connections off a listening socket; the handshake is the link's affair. Threads as in {@link LinkAcceptor}. */
final class TlsAcceptor implements LinkAcceptor {
    private final LinkAcceptor sockets;
    private final UnaryOperator<FrameLink> secured;

    TlsAcceptor(LinkAcceptor sockets, UnaryOperator<FrameLink> secured) {
        this.sockets = sockets;
        this.secured = secured;
    }

    @Override
    public EndpointUri boundUri() {
        return sockets.boundUri();
    }

    @Override
    public @Nullable FrameLink accept() {
        FrameLink accepted = sockets.accept();
        return accepted == null ? null : secured.apply(accepted);
    }

    @Override
    public void awaitPending(boolean interested) {
        sockets.awaitPending(interested);
    }

    @Override
    public void close() {
        sockets.close();
    }

    @Override
    public String toString() {
        return sockets.toString();
    }
}
