// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * What one address family does its own way; implemented by a transport, one instance for each
 * {@link SocketPeerTransport}, which alone calls it, on the I/O agent's thread, and closes it. No method blocks, but
 * {@link #bind} may look up a host name.
 */
public interface SocketFamily extends AutoCloseable {

    /**
     * Begins to find the addresses to dial.
     *
     * @throws MillraceException if the URI names none
     */
    AddressLookup lookup(EndpointUri uri);

    /** From the call of {@code dial} to a connected channel, the lookup included. Unless said otherwise five seconds. */
    default long connectTimeoutNs(Options options) {
        return TimeUnit.SECONDS.toNanos(5);
    }

    /** The protocol of channels that connect to this address, or are bound to it. */
    ProtocolFamily protocolOf(SocketAddress address);

    /** Opens a channel that can connect to the target, with its socket options set. The caller closes it. */
    default SocketChannel open(SocketAddress target, Options options) throws IOException {
        SocketChannel channel = SocketChannel.open(protocolOf(target));
        try {
            configure(channel, options);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sets the socket options of a channel: of one that has been accepted, or has not begun to connect. */
    void configure(SocketChannel channel, Options options) throws IOException;

    /**
     * The address to bind for a URI.
     *
     * @throws MillraceException if the URI names none
     */
    SocketAddress toBind(EndpointUri uri);

    /**
     * Binds and starts to listen.
     *
     * @param channel open, and not bound; closed by the caller if this throws
     * @param address from {@link #toBind}
     * @throws IOException if the address cannot be bound; nothing but the channel is left then
     */
    BoundSocket bind(ServerSocketChannel channel, SocketAddress address, EndpointUri uri, Options options)
            throws IOException;

    /** The error for an address that could not be bound. */
    MillraceException bindFailed(SocketAddress address, EndpointUri uri, Exception cause);

    /**
     * Opens a channel, binds it and starts to listen.
     *
     * @throws MillraceException if the address cannot be bound; nothing is left open then
     * @throws IOException if no channel could be opened at all
     */
    default BoundSocket bind(EndpointUri uri, Options options) throws IOException {
        SocketAddress address = toBind(uri);
        ServerSocketChannel channel;
        try {
            channel = ServerSocketChannel.open(protocolOf(address));
        } catch (UnsupportedOperationException e) {
            throw bindFailed(address, uri, e);
        }
        try {
            return bind(channel, address, uri, options);
        } catch (IOException e) {
            channel.close();
            throw bindFailed(address, uri, e);
        } catch (MillraceException e) {
            channel.close();
            throw e;
        }
    }

    /** The error for an attempt that the system has turned down. */
    MillraceException connectFailed(SocketAddress target, Exception cause);

    /** True if the address names this host plainly, without looking it up: see {@code PeerTransport.staysInHost}. */
    boolean staysInHost(EndpointUri uri);

    /**
     * True if what goes to this address, or comes in over it once bound, may come from or go to another host: then plain
     * text needs {@link io.millrace.spi.PlainText#INSECURE}. Asked of addresses, not of names.
     */
    default boolean leavesHost(SocketAddress address) {
        return false;
    }

    /** See {@code PeerTransport.encrypts}. */
    default boolean encrypts() {
        return false;
    }

    /**
     * Looks at a connection, dialled or accepted, before a byte of it is read.
     *
     * @param uri what was dialled, or where it was accepted
     * @throws IOException if the connection is gone already
     */
    SocketEnds inspect(SocketChannel connected, EndpointUri uri) throws IOException;

    /** The host of an address as a key, the same for each of its connections; empty if the family has none. */
    default String hostOf(SocketAddress remote) {
        return "";
    }

    /**
     * Decides about the peer, before a byte of it is read.
     *
     * @throws MillraceException {@code PEER_NOT_ALLOWED} if the options do not let it in
     */
    default void admit(SocketEnds ends, Options options) {}

    /** An address to dial as people write it. */
    default String describe(SocketAddress address) {
        return address.toString();
    }

    /** Releases what lookups hold. Idempotent. */
    @Override
    default void close() {}
}
