// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import io.millrace.spi.socket.SocketFile;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket file, for this user alone. While it refuses the file stays, as after the death of a server. It takes the place of
 * a file that somebody left behind, never of one that lives or is no socket.
 */
final class UnixEntrance extends Entrance {
    private static final int MODE = 0600;

    private final UnixDomainSocketAddress address;
    private @Nullable SocketFile file;

    UnixEntrance(UnixDomainSocketAddress address) {
        this.address = address;
    }

    @Override
    SocketAddress address() {
        return address;
    }

    @Override
    ServerSocketChannel bind() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            file = SocketFile.bind(channel, address.getPath(), MODE, BACKLOG);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    void release() {
        if (file != null) {
            file.remove();
        }
    }
}
