// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.error.MillraceException;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.socket.AddressLookup;
import io.millrace.spi.socket.BoundSocket;
import io.millrace.spi.socket.FileState;
import io.millrace.spi.socket.SocketEnds;
import io.millrace.spi.socket.SocketFamily;
import io.millrace.spi.socket.SocketFile;
import io.millrace.spi.socket.SocketOptions;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.net.ProtocolFamily;
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
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** Unix domain sockets with a path. Threads as in {@link SocketFamily}. */
final class UdsFamily implements SocketFamily {

    @Override
    public AddressLookup lookup(EndpointUri uri) {
        return AddressLookup.of(List.of(UnixDomainSocketAddress.of(UdsPath.of(uri))));
    }

    @Override
    public ProtocolFamily protocolOf(SocketAddress address) {
        return StandardProtocolFamily.UNIX;
    }

    @Override
    public void configure(SocketChannel channel, Options options) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, options.get(SocketOptions.SNDBUF));
    }

    @Override
    public SocketAddress toBind(EndpointUri uri) {
        return UnixDomainSocketAddress.of(UdsPath.toBind(uri));
    }

    @Override
    public BoundSocket bind(ServerSocketChannel channel, SocketAddress address, EndpointUri uri, Options options)
            throws IOException {
        Path path = path(address);
        int mode = mode(options.get(UdsOptions.MODE));
        if (options.get(UdsOptions.CREATE_DIR)) {
            Files.createDirectories(
                    path.resolveSibling(""), PosixFilePermissions.asFileAttribute(FileState.permissions(0700)));
        }
        SocketFile file = SocketFile.bind(channel, path, mode, options.get(SocketOptions.BACKLOG));
        return new BoundSocket(channel, uri, file::remove, () -> isHeld(file, path));
    }

    @Override
    public MillraceException bindFailed(SocketAddress address, EndpointUri uri, Exception cause) {
        return UdsErrors.bindFailed(path(address), cause);
    }

    private static Path path(SocketAddress address) {
        return ((UnixDomainSocketAddress) address).getPath();
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
        return UdsErrors.connectFailed(path(target), cause);
    }

    @Override
    public boolean staysInHost(EndpointUri uri) {
        return true;
    }
}
