// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A free loopback port that is nobody else's until this is closed, though whoever knows it can listen on it, and stop, and
 * listen again. A bound socket that never listens holds it: the kernel gives the port to nobody who asks for any,
 * connecting is refused while nobody listens, and a dialler that keeps trying cannot connect to itself (which happens on a
 * free port of the ephemeral range). Made and closed by a test; for any thread.
 */
public final class ReservedPort implements Closeable {
    private final SocketChannel holder;
    private final InetSocketAddress address;

    private ReservedPort(int port) throws IOException {
        holder = SocketChannel.open();
        try {
            holder.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            address = (InetSocketAddress) holder.getLocalAddress();
        } catch (IOException e) {
            holder.close();
            throw e;
        }
    }

    /** One that the kernel chooses. */
    public static ReservedPort any() throws IOException {
        return new ReservedPort(0);
    }

    /** This one, which must be free, or reserved by another process in the same way. */
    static ReservedPort of(int port) throws IOException {
        return new ReservedPort(port);
    }

    /** Where to listen and where to connect. */
    public InetSocketAddress address() {
        return address;
    }

    /** The number. */
    public int port() {
        return address.getPort();
    }

    /** Gives the port back. */
    @Override
    public void close() throws IOException {
        holder.close();
    }
}
