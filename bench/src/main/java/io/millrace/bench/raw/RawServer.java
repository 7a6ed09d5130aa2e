// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.WaitMode;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.util.function.Function;

/** Accepts one connection and reads it on a thread of its own until it ends. */
final class RawServer implements Receiver {
    private final ServerSocketChannel server;
    private final Thread thread;

    RawServer(RunSettings settings, Function<RawSocket, RawReader> reader) throws IOException {
        server = RawSocket.listen(settings.transport());
        thread = new Thread(() -> serve(settings.waitMode(), reader), "raw-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(WaitMode waitMode, Function<RawSocket, RawReader> reader) {
        try (RawSocket socket = RawSocket.accept(server, waitMode)) {
            reader.apply(socket).readOn(socket);
        } catch (EOFException | ClosedChannelException e) {
            // The publisher is done: that is how a run ends.
        } catch (IOException e) {
            System.err.println("raw reader stopped: " + e);
        }
    }

    @Override
    public String address() {
        try {
            return RawSocket.address(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
