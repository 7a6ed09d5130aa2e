// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.uri.Option;
import java.time.Duration;
import java.util.List;

/** The options of a {@code tcp:} URI. */
final class TcpOptions {
    private static final int KIB = 1024;

    static final Option<Boolean> NODELAY =
            Option.bool("nodelay", true, "Send what is written at once (TCP_NODELAY), as batching is done above.");

    // What is in flight should fit into the cache: 256 KiB moved twice as much over loopback as 4 MiB
    static final Option<Integer> SNDBUF =
            Option.bytes("sndbuf", 256 * KIB, 4 * KIB, 64 * KIB * KIB, "Send buffer asked of the system (SO_SNDBUF).");

    static final Option<Integer> RCVBUF = Option.bytes(
            "rcvbuf", 256 * KIB, 4 * KIB, 64 * KIB * KIB, "Receive buffer asked of the system (SO_RCVBUF).");

    // A restarted listener meets all its peers at once, and a connect that finds the backlog full loses a second or
    // more
    static final Option<Integer> BACKLOG = Option.integer(
            "backlog", 1024, 1, 65_535, "Connections that may wait to be accepted; the system's own limit holds too.");

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
            "connect-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "Time for one attempt to connect, from the look-up of the name to the connection.");

    static final List<Option<?>> ALL = List.of(NODELAY, SNDBUF, RCVBUF, BACKLOG, CONNECT_TIMEOUT);

    private TcpOptions() {}
}
