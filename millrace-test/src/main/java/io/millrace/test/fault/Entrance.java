// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Where diallers knock; can be shut and opened again at the same address. Used by the proxy's thread only, after construction. */
abstract class Entrance implements Closeable {
    static final int BACKLOG = 1024;

    private @Nullable ServerSocketChannel server;

    abstract SocketAddress address();

    /** Opens a channel and binds it to the address. */
    abstract ServerSocketChannel bind() throws IOException;

    /** Gives the address back; nothing listens there any more. */
    abstract void release() throws IOException;

    /** Opens; connections show up at the selector as a key without an attachment. */
    final void listen(Selector selector) throws IOException {
        ServerSocketChannel channel = bind();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        server = channel;
    }

    final boolean isListening() {
        return server != null;
    }

    /** The next connection that waits, or null. */
    final @Nullable SocketChannel accept() throws IOException {
        return server == null ? null : server.accept();
    }

    /** From the next select on, connections are refused. */
    final void refuse() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public final void close() throws IOException {
        refuse();
        release();
    }
}
