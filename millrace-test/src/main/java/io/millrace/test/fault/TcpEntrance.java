// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A reserved TCP port. Used by the proxy's thread only, after construction. */
final class TcpEntrance implements Entrance {
    static final int BACKLOG = 1024;

    private final ReservedPort port;
    private @Nullable ServerSocketChannel server;

    TcpEntrance(ReservedPort port) {
        this.port = port;
    }

    @Override
    public SocketAddress address() {
        return port.address();
    }

    @Override
    public void listen(Selector selector) throws IOException {
        InetSocketAddress address = port.address();
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(address, BACKLOG);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        server = channel;
    }

    @Override
    public boolean isListening() {
        return server != null;
    }

    @Override
    public @Nullable SocketChannel accept() throws IOException {
        return server == null ? null : server.accept();
    }

    @Override
    public void refuse() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
        port.close();
    }
}
