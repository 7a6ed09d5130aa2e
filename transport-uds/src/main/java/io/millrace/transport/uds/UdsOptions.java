// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.socket.SocketOptions;
import io.millrace.spi.uri.Option;
import java.util.List;

/** The options of a {@code uds:} URI. */
final class UdsOptions {
    static final Option<String> MODE = Option.text(
            "mode",
            "600",
            "Who may connect to the socket file of a listener, in octal; in force before the first accept.");

    static final Option<Boolean> CREATE_DIR = Option.bool(
            "create-dir",
            false,
            "Whether a listener creates missing directories of the path, for its user alone (0700).");

    static final Option<String> ALLOW_USER = Option.text(
            "allow-user",
            "",
            "Users, separated by commas, as whom the peer's process may run; empty: see allow-group.");

    static final Option<String> ALLOW_GROUP = Option.text(
            "allow-group",
            "",
            "Groups, by commas, which the peer's process may have as its own; both lists empty: anybody.");

    // A Unix socket has no receive buffer: the sender's bounds both
    static final List<Option<?>> ALL =
            List.of(MODE, CREATE_DIR, ALLOW_USER, ALLOW_GROUP, SocketOptions.SNDBUF, SocketOptions.BACKLOG);

    private UdsOptions() {}
}
