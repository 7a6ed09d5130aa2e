// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.uri.Option;

/** Options that the families of stream sockets have in common; a provider lists those that its family heeds. */
public final class SocketOptions {
    private static final int KIB = 1024;

    // What is in flight should fit into the cache: 256 KiB moved twice as much over loopback as 4 MiB
    /** For {@link java.net.StandardSocketOptions#SO_SNDBUF}. */
    public static final Option<Integer> SNDBUF =
            Option.bytes("sndbuf", 256 * KIB, 4 * KIB, 64 * KIB * KIB, "Send buffer asked of the system (SO_SNDBUF).");

    /** For {@link java.net.StandardSocketOptions#SO_RCVBUF}. */
    public static final Option<Integer> RCVBUF = Option.bytes(
            "rcvbuf", 256 * KIB, 4 * KIB, 64 * KIB * KIB, "Receive buffer asked of the system (SO_RCVBUF).");

    // A restarted listener meets all its peers at once, and a connect that finds the backlog full loses a second or
    // more
    /** For {@link java.nio.channels.ServerSocketChannel#bind(java.net.SocketAddress, int)}. */
    public static final Option<Integer> BACKLOG = Option.integer(
            "backlog", 1024, 1, 65_535, "Connections that may wait to be accepted; the system's own limit holds too.");

    private SocketOptions() {}
}
