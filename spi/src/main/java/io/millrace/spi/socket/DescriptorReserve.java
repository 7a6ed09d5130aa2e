// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One file descriptor held back for the day on which there are none left; I/O agent's thread only, owned by the
 * transport.
 *
 * <p>Without it a listener that is out of descriptors can neither accept a connection nor get rid of it: the peer waits
 * in the backlog for an answer that does not come, and the selector reports the listener as ready for ever.
 */
final class DescriptorReserve implements AutoCloseable {
    private static final int MAX_SHED = 64;

    private @Nullable SocketChannel held;

    /**
     * Takes the descriptor, if it is not held already. The first one is closed and opened again on purpose: the first
     * close of a channel initialises a class of the JDK that needs descriptors of its own, and if that happens when
     * there are none left no channel can be closed any more for the life of the process.
     */
    void hold() throws IOException {
        if (held == null) {
            SocketChannel.open().close();
            held = SocketChannel.open();
        }
    }

    /**
     * Gives the descriptor up for a moment, to take pending connections off the backlog and close them: their peers
     * learn at once that they must come again later.
     */
    void shed(ServerSocketChannel server) {
        close();
        try {
            for (int i = 0; i < MAX_SHED; i++) {
                SocketChannel refused = server.accept();
                if (refused == null) {
                    break;
                }
                refused.close();
            }
        } catch (IOException e) {
            // Another thread was quicker to take the descriptor; the acceptor tries again after its pause
        }
        regain();
    }

    private void regain() {
        try {
            held = SocketChannel.open();
        } catch (IOException e) {
            // Tried again by the next shed
            held = null;
        }
    }

    @Override
    public void close() {
        SocketChannel channel = held;
        held = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // An unconnected channel has nothing to lose
            }
        }
    }
}
