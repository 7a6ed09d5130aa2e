// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.error.MillraceException;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.socket.AddressLookup;
import io.millrace.spi.socket.BoundSocket;
import io.millrace.spi.socket.SocketEnds;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** Unix domain sockets with a path. Threads as in {@link SocketFamily}. */
final class UdsFamily implements SocketFamily {

    @Override
    public AddressLookup lookup(EndpointUri uri) {
        return AddressLookup.of(List.of(UnixDomainSocketAddress.of(UdsPath.of(uri))));
    }

    /** The system answers at once. */
    @Override
    public long connectTimeoutNs(Options options) {
        return TimeUnit.SECONDS.toNanos(5);
    }

    @Override
    public SocketChannel open(SocketAddress target, Options options) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            configure(channel, options);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void configure(SocketChannel channel, Options options) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, options.get(UdsOptions.SNDBUF));
    }

    @Override
    public BoundSocket bind(EndpointUri uri, Options options) throws IOException {
        Path path = UdsPath.toBind(uri);
        int mode = mode(options.get(UdsOptions.MODE));
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (options.get(UdsOptions.CREATE_DIR)) {
                Files.createDirectories(
                        path.resolveSibling(""), PosixFilePermissions.asFileAttribute(FileState.permissions(0700)));
            }
            SocketFile file = SocketFile.bind(channel, path, mode, options.get(UdsOptions.BACKLOG));
            return new BoundSocket(channel, uri, file::remove, () -> isHeld(file, path));
        } catch (IOException e) {
            channel.close();
            throw UdsErrors.bindFailed(path, e);
        }
    }

    private static boolean isHeld(SocketFile file, Path path) {
        if (file.isHeld()) {
            return true;
        }
        try {
            FileState other = FileState.at(path);
            if (other != null && (!other.isSocket() || SocketFile.answers(path))) {
                throw UdsErrors.stolen(path, other);
            }
        } catch (IOException e) {
            // Not to be seen any more; binding again will tell why
        }
        return false;
    }

    private static int mode(String text) {
        try {
            int mode = Integer.parseInt(text, 8);
            if (mode > 0 && mode <= 0777) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // Said below
        }
        throw UdsErrors.badMode(text);
    }

    @Override
    public SocketEnds inspect(SocketChannel connected, EndpointUri uri) throws IOException {
        PeerPrincipal peer = principal(connected);
        String who = peer == null ? "a process" : "user " + peer.name() + " (group " + peer.group() + ")";
        // The dialling end has no address, and the listening one that of a name which is gone
        return new SocketEnds(uri.address(), who, true, peer);
    }

    @Override
    public void admit(SocketEnds ends, Options options) {
        AllowedPeers.of(options).check(ends.peer(), ends.near());
    }

    private static @Nullable PeerPrincipal principal(SocketChannel connected) throws IOException {
        if (!connected.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return null;
        }
        UnixDomainPrincipal principal = connected.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return PeerPrincipal.unixUser(
                principal.user().getName(), principal.group().getName());
    }

    @Override
    public MillraceException connectFailed(SocketAddress target, Exception cause) {
        return UdsErrors.connectFailed(((UnixDomainSocketAddress) target).getPath(), cause);
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return true;
    }

    @Override
    public String describe(SocketAddress address) {
        return address.toString();
    }

    @Override
    public void close() {
        // Nothing is looked up, so nothing is held
    }
}
