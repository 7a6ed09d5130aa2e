// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.SocketPaths;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A non-blocking connection, over TCP or a Unix domain socket, and the way its thread waits. Owned by one thread; closed by whoever opened it. */
final class RawSocket implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 256 * 1024;

    /** As often as Millrace's adaptive mode looks again before it sleeps. */
    private static final int SPINS = 20;

    private static final int YIELDS = 60;

    private final SocketChannel channel;
    private final WaitMode waitMode;
    private final Selector selector;
    private final SelectionKey key;
    private int idleRounds;
    private @Nullable RawTls tls;

    private RawSocket(SocketChannel channel, WaitMode waitMode) throws IOException {
        this.channel = channel;
        this.waitMode = waitMode;
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    static ServerSocketChannel listen(Transport transport) throws IOException {
        if (transport == Transport.UDS) {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(SocketPaths.fresh()));
        }
        ServerSocketChannel server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        return server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static String address(ServerSocketChannel server) throws IOException {
        return server.getLocalAddress() instanceof InetSocketAddress inet
                ? String.valueOf(inet.getPort())
                : server.getLocalAddress().toString();
    }

    static RawSocket accept(ServerSocketChannel server, WaitMode waitMode) throws IOException {
        return new RawSocket(server.accept(), waitMode);
    }

    static RawSocket connect(String address, WaitMode waitMode) throws IOException {
        if (SocketPaths.isPath(address)) {
            return new RawSocket(SocketChannel.open(UnixDomainSocketAddress.of(address)), waitMode);
        }
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)));
        return new RawSocket(channel, waitMode);
    }

    /** From now on everything goes through it. */
    void tls(RawTls newTls) {
        tls = newTls;
    }

    /** Returns how many bytes arrived, 0 if there were none. */
    int read(ByteBuffer target) throws IOException {
        RawTls secured = tls;
        return secured == null ? readPlain(target) : secured.read(target);
    }

    int readPlain(ByteBuffer target) throws IOException {
        int bytes = channel.read(target);
        if (bytes < 0) {
            throw new EOFException("the other side has closed the connection");
        }
        if (bytes > 0) {
            idleRounds = 0;
        }
        return bytes;
    }

    void writeFully(ByteBuffer source) throws IOException {
        RawTls secured = tls;
        if (secured == null) {
            writePlain(source);
        } else {
            secured.writeFully(source);
        }
    }

    void writePlain(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            if (channel.write(source) > 0) {
                idleRounds = 0;
            } else {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    void awaitReadable() throws IOException {
        await(SelectionKey.OP_READ);
    }

    private void await(int operation) throws IOException {
        idleRounds++;
        if (waitMode == WaitMode.YIELD || (idleRounds > SPINS && idleRounds <= SPINS + YIELDS)) {
            CpuWait.yieldCore();
        } else if (idleRounds <= SPINS) {
            Thread.onSpinWait();
        } else {
            key.interestOps(operation);
            selector.select(keyReady -> {});
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
