// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/** A transport that does what another does, for decorators to change. */
class DelegatingTransport implements PeerTransport {

    private final PeerTransport transport;

    DelegatingTransport(PeerTransport transport) {
        this.transport = transport;
    }

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        return transport.listen(uri, options);
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        return transport.dial(uri, options);
    }

    @Override
    public boolean wakesSelector() {
        return transport.wakesSelector();
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return transport.staysInHost(uri);
    }

    @Override
    public void close() {
        transport.close();
    }
}
