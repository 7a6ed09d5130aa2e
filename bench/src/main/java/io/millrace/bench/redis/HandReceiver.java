// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import io.millrace.bench.system.Receiver;
import java.util.function.Consumer;

/** A server and a thread that reads a stream of it by a client used by hand. Opened and closed by the main thread. */
final class HandReceiver implements Receiver {
    private final RedisServer server;
    private final EntryReader reader;
    private final Thread thread;
    private final AutoCloseable beside;
    private volatile boolean closed;

    /** {@code beside} is closed with it. */
    HandReceiver(RedisServer server, EntryReader reader, Consumer<byte[]> data, AutoCloseable beside) {
        this.server = server;
        this.reader = reader;
        this.beside = beside;
        this.thread = new Thread(() -> readOn(data), "reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void readOn(Consumer<byte[]> data) {
        while (!closed) {
            reader.read(data);
        }
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
            beside.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing the reading side failed", e);
        } finally {
            reader.close();
            server.close();
        }
    }
}
