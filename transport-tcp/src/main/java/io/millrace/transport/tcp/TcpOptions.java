// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.socket.SocketOptions;
import io.millrace.spi.uri.Option;
import java.time.Duration;
import java.util.List;

/** The options of a {@code tcp:} URI. */
final class TcpOptions {
    static final Option<Boolean> NODELAY =
            Option.bool("nodelay", true, "Send what is written at once (TCP_NODELAY), as batching is done above.");

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
            "connect-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            Duration.ofMinutes(10),
            "Time for one attempt to connect, from the look-up of the name to the connection.");

    static final List<Option<?>> ALL =
            List.of(NODELAY, SocketOptions.SNDBUF, SocketOptions.RCVBUF, SocketOptions.BACKLOG, CONNECT_TIMEOUT);

    private TcpOptions() {}
}
