// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port that can stop listening and start again without anyone else getting it meanwhile. A bound socket that
 * never listens holds it: connecting is refused, the kernel gives the port to nobody, and a dialler that keeps trying
 * cannot connect to itself (which happens on a free port of the ephemeral range). Used by the proxy's thread only, after
 * construction.
 */
final class ReservedPort implements Closeable {
    private final SocketChannel holder;
    private final InetSocketAddress address;
    private @Nullable ServerSocketChannel server;

    ReservedPort() throws IOException {
        holder = SocketChannel.open();
        holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) holder.getLocalAddress();
    }

    InetSocketAddress address() {
        return address;
    }

    void listen(Selector selector) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(address);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        server = channel;
    }

    boolean isListening() {
        return server != null;
    }

    /** The next connection that waits, or null. */
    @Nullable SocketChannel accept() throws IOException {
        return server == null ? null : server.accept();
    }

    /** From the next select on, connections are refused. */
    void refuse() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() throws IOException {
        refuse();
        holder.close();
    }
}
