// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.tck.TransportTck;

/** {@code tcps:} keeps the rules of transports. */
final class TcpsTckTest extends TransportTck {
    private static final Certificates CERTIFICATES = Certificates.get();

    @Override
    protected PeerTransportProvider provider() {
        return new TcpsTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "tcps://127.0.0.1:0?" + CERTIFICATES.is("server");
    }

    @Override
    protected String connectUri(EndpointUri bound) {
        return bound.raw() + "?" + CERTIFICATES.trusts("authority");
    }

    @Override
    protected String listenAgainUri(EndpointUri bound) {
        return bound.raw() + "?" + CERTIFICATES.is("server");
    }

    @Override
    protected String senselessUri() {
        return "tcps://127.0.0.1?" + CERTIFICATES.is("server");
    }
}
