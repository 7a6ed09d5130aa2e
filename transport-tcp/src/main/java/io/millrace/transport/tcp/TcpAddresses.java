// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.socket.AddressLookup;
import io.millrace.spi.socket.HostResolver;
import io.millrace.spi.uri.EndpointUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the host and port of a URI to socket addresses. */
final class TcpAddresses {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private TcpAddresses() {}

    /** A lookup that does not block: at once for literals and localhost, through the resolver for other names. */
    static AddressLookup lookup(EndpointUri uri, HostResolver resolver) {
        EndpointUri.HostPort target = uri.requireHostAndPort();
        InetAddress[] known = known(target.host());
        if (known != null) {
            return AddressLookup.of(withPort(known, target.port()));
        }
        HostResolver.Answer answer = resolver.resolve(target.host());
        return () -> {
            try {
                InetAddress[] found = answer.poll();
                return found == null ? null : withPort(found, target.port());
            } catch (UnknownHostException e) {
                throw unknownHost(target.host(), e);
            }
        };
    }

    /** The address to bind. Blocks if the host is a name: an endpoint cannot listen before it knows where. */
    static InetSocketAddress toBind(EndpointUri uri) {
        EndpointUri.HostPort target = uri.requireHostAndPort();
        InetAddress[] known = known(target.host());
        try {
            InetAddress address = (known != null ? known : InetAddress.getAllByName(target.host()))[0];
            return new InetSocketAddress(address, target.port());
        } catch (UnknownHostException e) {
            throw unknownHost(target.host(), e);
        }
    }

    static String describe(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : ip.getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + address.getPort() : host + ":" + address.getPort();
    }

    /** What the host is without asking a name service; null if only one can tell. */
    private static InetAddress @Nullable [] known(String host) {
        try {
            if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
                return InetAddress.getAllByName(host);
            }
            if (host.equalsIgnoreCase("localhost")) {
                return new InetAddress[] {
                    InetAddress.getByAddress(host, LOOPBACK_4), InetAddress.getByAddress(host, LOOPBACK_6)
                };
            }
            return null;
        } catch (UnknownHostException e) {
            // A literal with a zone that this host does not have
            throw unknownHost(host, e);
        }
    }

    private static List<SocketAddress> withPort(InetAddress[] addresses, int port) {
        List<SocketAddress> all = new ArrayList<>(addresses.length);
        for (InetAddress address : addresses) {
            all.add(new InetSocketAddress(reachable(address), port));
        }
        return all;
    }

    /**
     * A listener on every interface reports 0.0.0.0 as its address, and that is what is then dialled. The JDK would dial
     * the address of this host's name instead, and ask a name service for it.
     */
    private static InetAddress reachable(InetAddress address) {
        if (!address.isAnyLocalAddress()) {
            return address;
        }
        try {
            return InetAddress.getByAddress(address.getAddress().length == LOOPBACK_4.length ? LOOPBACK_4 : LOOPBACK_6);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the right length", e);
        }
    }

    private static LinkException unknownHost(String host, UnknownHostException cause) {
        return new LinkException(
                ErrorCode.UNKNOWN_HOST,
                "the host name '" + host + "' has no address: " + cause.getMessage(),
                "check the spelling, and `getent hosts " + host + "`",
                cause);
    }
}
