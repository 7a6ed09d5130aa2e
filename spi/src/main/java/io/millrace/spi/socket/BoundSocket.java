// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.uri.EndpointUri;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A listening channel, fresh from {@link SocketFamily#bind}. Its acceptor owns it: it runs {@code release} and closes the
 * channel.
 *
 * @param channel bound and listening
 * @param uri the address really bound
 * @param release undoes what closing the channel does not, such as removing a socket file; runs while the channel is
 *     still open, must not throw
 * @param watch whether the address still leads here; null if nobody can take it away
 */
public record BoundSocket(
        ServerSocketChannel channel,
        EndpointUri uri,
        Runnable release,
        @Nullable AddressWatch watch) {

    /** A channel whose address goes with it. */
    public BoundSocket(ServerSocketChannel channel, EndpointUri uri) {
        this(channel, uri, () -> {}, null);
    }
}
