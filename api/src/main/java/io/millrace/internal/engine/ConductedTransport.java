// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/**
 * A transport that the conductor works with, as the I/O agent sees it in DEDICATED threading: what it returns stands for
 * links that the conductor dials and accepts.
 */
final class ConductedTransport implements PeerTransport {

    private final PeerTransport transport;
    private final ConductorAgent conductor;
    private final IoAgent io;

    ConductedTransport(PeerTransport transport, ConductorAgent conductor, IoAgent io) {
        this.transport = transport;
        this.conductor = conductor;
        this.io = io;
    }

    /** Waits for the conductor, unless called on its thread. */
    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        return conductor.call(() -> {
            ConductedAcceptor acceptor = new ConductedAcceptor(transport.listen(uri, options), conductor, io);
            conductor.add(acceptor, transport.wakesSelector());
            return acceptor;
        });
    }

    /** On the I/O agent's thread. */
    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        ConductedDial dial = new ConductedDial(uri, () -> transport.dial(uri, options), conductor, io);
        conductor.execute(() -> conductor.add(dial, transport.wakesSelector()));
        return dial;
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return transport.staysInHost(uri);
    }

    @Override
    public boolean encrypts() {
        return transport.encrypts();
    }

    @Override
    public boolean wakesSelector() {
        return transport.wakesSelector();
    }

    /** On the conductor's thread. */
    @Override
    public void close() {
        transport.close();
    }
}
