// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** A socket file. While it refuses the file stays, as after the death of a server. Used by the proxy's thread only, after construction. */
final class UnixEntrance implements Entrance {
    private final UnixDomainSocketAddress address;
    private @Nullable ServerSocketChannel server;

    UnixEntrance(UnixDomainSocketAddress address) {
        this.address = address;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void listen(Selector selector) throws IOException {
        Files.deleteIfExists(address.getPath());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(address, TcpEntrance.BACKLOG);
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
        Files.deleteIfExists(address.getPath());
    }
}
