// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.error.MillraceException;
import io.millrace.spi.socket.AddressLookup;
import io.millrace.spi.socket.BoundSocket;
import io.millrace.spi.socket.HostResolver;
import io.millrace.spi.socket.SocketEnds;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketOptions;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** TCP over IPv4 and IPv6. Threads as in {@link SocketFamily}; owns the resolver. */
final class TcpFamily implements SocketFamily {
    private final HostResolver resolver;

    private final boolean encrypts;

    TcpFamily(HostResolver resolver) {
        this(resolver, false);
    }

    /** @param encrypts whether somebody above encrypts what goes over its sockets */
    TcpFamily(HostResolver resolver, boolean encrypts) {
        this.resolver = resolver;
        this.encrypts = encrypts;
    }

    @Override
    public boolean encrypts() {
        return encrypts;
    }

    @Override
    public AddressLookup lookup(EndpointUri uri) {
        return TcpAddresses.lookup(uri, resolver);
    }

    @Override
    public long connectTimeoutNs(Options options) {
        return options.get(TcpOptions.CONNECT_TIMEOUT).toNanos();
    }

    // The address's own family, not the JDK's dual-stack default, under which 0.0.0.0 would listen on IPv6 as well
    @Override
    public ProtocolFamily protocolOf(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    @Override
    public void configure(SocketChannel channel, Options options) throws IOException {
        // Before the connect, as the window scale is agreed in the first packet; who was accepted has inherited it
        if (channel.getRemoteAddress() == null) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.get(SocketOptions.RCVBUF));
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, options.get(TcpOptions.NODELAY));
        channel.setOption(StandardSocketOptions.SO_SNDBUF, options.get(SocketOptions.SNDBUF));
    }

    @Override
    public SocketAddress toBind(EndpointUri uri) {
        return TcpAddresses.toBind(uri);
    }

    @Override
    public BoundSocket bind(ServerSocketChannel channel, SocketAddress address, EndpointUri uri, Options options)
            throws IOException {
        // Connections of a listener that is gone linger for a minute and must not keep its successor from the port
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, options.get(SocketOptions.RCVBUF));
        channel.bind(address, options.get(SocketOptions.BACKLOG));
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        EndpointUri bound = port == ((InetSocketAddress) address).getPort() ? uri : uri.withPort(port);
        return new BoundSocket(channel, bound);
    }

    @Override
    public MillraceException bindFailed(SocketAddress address, EndpointUri uri, Exception cause) {
        return TcpErrors.bindFailed((InetSocketAddress) address, uri, cause);
    }

    @Override
    public MillraceException connectFailed(SocketAddress target, Exception cause) {
        return TcpErrors.connectFailed((InetSocketAddress) target, cause);
    }

    /** No name is looked up: what is not plainly this host counts as elsewhere. */
    @Override
    public boolean staysInHost(EndpointUri uri) {
        return uri.hosts().stream().allMatch(address -> isThisHost(address.host()));
    }

    private static boolean isThisHost(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    @Override
    public boolean leavesHost(SocketAddress address) {
        return !((InetSocketAddress) address).getAddress().isLoopbackAddress();
    }

    @Override
    public SocketEnds inspect(SocketChannel connected, EndpointUri uri) throws IOException {
        InetSocketAddress near = (InetSocketAddress) connected.getLocalAddress();
        InetSocketAddress far = (InetSocketAddress) connected.getRemoteAddress();
        boolean local = far.getAddress().isLoopbackAddress() || far.getAddress().equals(near.getAddress());
        return new SocketEnds(TcpAddresses.describe(near), TcpAddresses.describe(far), local, null);
    }

    /** Of IPv6 the first 64 bits: whoever has one address of a network has all of them. */
    @Override
    public String hostOf(SocketAddress remote) {
        InetAddress address = ((InetSocketAddress) remote).getAddress();
        byte[] bytes = address.getAddress();
        if (bytes.length <= 4 || address.isLoopbackAddress()) {
            return address.getHostAddress();
        }
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public String describe(SocketAddress address) {
        return TcpAddresses.describe((InetSocketAddress) address);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
