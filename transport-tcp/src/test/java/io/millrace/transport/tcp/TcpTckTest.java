// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.tck.TransportTck;

/** {@code tcp:} keeps the rules of transports. */
final class TcpTckTest extends TransportTck {

    @Override
    protected PeerTransportProvider provider() {
        return new TcpTransportProvider();
    }

    @Override
    protected String listenUri() {
        return "tcp://127.0.0.1:0";
    }

    @Override
    protected String senselessUri() {
        return "tcp://127.0.0.1";
    }
}
