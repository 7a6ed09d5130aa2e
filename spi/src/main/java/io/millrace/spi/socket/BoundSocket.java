// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.uri.EndpointUri;
import java.nio.channels.ServerSocketChannel;

/**
 * A listening channel, fresh from {@link SocketFamily#bind}. Its acceptor owns the channel, closes it and then runs
 * {@code release}.
 *
 * @param channel bound and listening
 * @param uri the address really bound
 * @param release undoes what closing the channel does not, such as removing a socket file; must not throw
 */
public record BoundSocket(ServerSocketChannel channel, EndpointUri uri, Runnable release) {}
