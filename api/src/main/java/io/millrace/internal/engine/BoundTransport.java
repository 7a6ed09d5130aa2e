// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;

/**
 * A transport as one endpoint uses it.
 *
 * @param provider who made it
 * @param peer the runtime's instance
 * @param isLocal true if the transport says that what it carries for this address never leaves this host
 */
record BoundTransport(TransportProvider provider, PeerTransport peer, boolean isLocal) {

    static BoundTransport of(TransportProvider provider, PeerTransport peer, EndpointUri uri) {
        boolean local = uri.eachHost().stream().allMatch(peer::staysInHost);
        return new BoundTransport(provider, peer, local);
    }

    boolean wakesSelector() {
        return peer.wakesSelector();
    }

    boolean checksums(ChecksumMode mode) {
        return switch (mode) {
            case AUTO -> !isLocal;
            case CRC32C -> true;
            case NONE -> false;
        };
    }
}
