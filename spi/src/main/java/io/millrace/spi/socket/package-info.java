// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Peer transports over a {@link java.nio.channels.SocketChannel}: everything but the address family.
 *
 * <p>A transport writes one {@link io.millrace.spi.socket.SocketFamily} (how its addresses are resolved, bound,
 * described, and which socket options it sets) and hands it to a {@link io.millrace.spi.socket.SocketPeerTransport}.
 */
@NullMarked
package io.millrace.spi.socket;

import org.jspecify.annotations.NullMarked;
