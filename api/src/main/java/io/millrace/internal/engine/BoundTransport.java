// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import org.jspecify.annotations.Nullable;

/**
 * A transport as one endpoint uses it.
 *
 * @param provider who made it
 * @param peer the runtime's instance
 * @param isLocal true if the endpoint's address cannot leave this host
 */
record BoundTransport(TransportProvider provider, PeerTransport peer, boolean isLocal) {

    static BoundTransport of(TransportProvider provider, PeerTransport peer, EndpointUri uri) {
        return new BoundTransport(provider, peer, staysInHost(uri.host()));
    }

    /** No name is looked up: what is not plainly this host counts as elsewhere. */
    private static boolean staysInHost(@Nullable String host) {
        return host == null
                || host.equals("localhost")
                || host.equals("::1")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
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
