// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;

/** A reserved TCP port. */
final class TcpEntrance extends Entrance {
    private final ReservedPort port;

    TcpEntrance(ReservedPort port) {
        this.port = port;
    }

    @Override
    SocketAddress address() {
        return port.address();
    }

    @Override
    ServerSocketChannel bind() throws IOException {
        InetSocketAddress address = port.address();
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return channel.bind(address, BACKLOG);
    }

    @Override
    void release() throws IOException {
        port.close();
    }
}
