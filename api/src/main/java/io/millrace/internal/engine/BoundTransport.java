// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.spi.FrameLink;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/**
 * A transport as one endpoint uses it.
 *
 * @param provider who made it
 * @param peer the runtime's instance
 * @param isLocal true if the transport says that what it carries for this address never leaves this host
 * @param plainTextAllowed true if the URI says {@code insecure=true}
 */
record BoundTransport(TransportProvider provider, PeerTransport peer, boolean isLocal, boolean plainTextAllowed) {

    static BoundTransport of(TransportProvider provider, PeerTransport peer, EndpointUri uri, Options options) {
        boolean local = uri.eachHost().stream().allMatch(peer::staysInHost);
        return new BoundTransport(provider, peer, local, PlainText.isAllowed(options));
    }

    /** Before anything is said over it: plain text does not leave the host unasked, whatever the transport lets through. */
    void check(FrameLink connected) {
        if (!plainTextAllowed && !connected.isLocal() && !peer.encrypts()) {
            throw PlainText.refused("the link " + connected.description());
        }
    }

    boolean wakesSelector() {
        return peer.wakesSelector();
    }

    boolean checksums(ChecksumMode mode) {
        return switch (mode) {
            case AUTO -> !isLocal && !peer.encrypts();
            case CRC32C -> true;
            case NONE -> false;
        };
    }
}
