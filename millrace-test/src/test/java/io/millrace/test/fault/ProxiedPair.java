// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Two plain sockets of either family with a proxy between them. */
final class ProxiedPair implements AutoCloseable {
    enum Family {
        TCP,
        UNIX
    }

    final FaultProxy proxy;
    private final ServerSocketChannel server;
    private final Path folder;
    SocketChannel dialler;
    SocketChannel target;

    ProxiedPair(Family family) throws IOException {
        folder = Files.createTempDirectory("pair");
        if (family == Family.TCP) {
            server = ServerSocketChannel.open();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } else {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve("target.sock")));
        }
        proxy = FaultProxy.to(server.getLocalAddress());
        connect();
    }

    /** Another connection; the first one when made. */
    void connect() throws IOException {
        dialler = SocketChannel.open(proxy.address());
        target = server.accept();
    }

    SocketAddress address() {
        return proxy.address();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Exactly so many, or fewer if it ends before. */
    static byte[] read(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until there is enough
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        dialler.close();
        target.close();
        proxy.close();
        server.close();
        Files.deleteIfExists(folder.resolve("target.sock"));
        Files.delete(folder);
    }
}
