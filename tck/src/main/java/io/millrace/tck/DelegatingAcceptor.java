// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import org.jspecify.annotations.Nullable;

/** An acceptor that does what another does, for decorators to change. */
class DelegatingAcceptor implements LinkAcceptor {

    private final LinkAcceptor acceptor;

    DelegatingAcceptor(LinkAcceptor acceptor) {
        this.acceptor = acceptor;
    }

    @Override
    public EndpointUri boundUri() {
        return acceptor.boundUri();
    }

    @Override
    public @Nullable FrameLink accept() {
        return acceptor.accept();
    }

    @Override
    public void awaitPending(boolean interested) {
        acceptor.awaitPending(interested);
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
