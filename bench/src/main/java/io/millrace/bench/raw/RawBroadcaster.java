// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.Broadcaster;
import io.millrace.bench.system.RunSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;

/** Writes each block to every socket that has connected, one after the other. */
final class RawBroadcaster extends RawSender implements Broadcaster {
    private final RunSettings settings;
    private final ServerSocketChannel server;

    RawBroadcaster(RunSettings settings) throws IOException {
        super(settings);
        this.settings = settings;
        server = RawSocket.listen(settings.transport());
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
    public void awaitFollowers(int count) {
        try {
            for (int i = 0; i < count; i++) {
                add(RawSocket.accept(server, settings.waitMode()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        super.close();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
