// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.ReservedPort;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that nobody else has: one to listen on, and one to connect to, which leads there through a {@link FaultProxy}.
 * For any thread; who made it closes it, after the endpoints.
 */
public final class Wire implements AutoCloseable {
    private final String listenUri;
    private final @Nullable ReservedPort port;
    private final @Nullable Path folder;
    private final @Nullable FaultProxy proxy;

    private Wire(String listenUri, @Nullable ReservedPort port, @Nullable Path folder, @Nullable FaultProxy proxy) {
        this.listenUri = listenUri;
        this.port = port;
        this.folder = folder;
        this.proxy = proxy;
    }

    /** Over TCP on loopback. */
    public static Wire tcp() throws IOException {
        return open("tcp", 20);
    }

    /**
     * Of a transport: {@code mem} and {@code aeron} have no proxy, {@code uds} takes a file in a folder of its own and
     * {@code aeron} a media driver, others a TCP port.
     */
    public static Wire open(String scheme, long seed) throws IOException {
        switch (scheme) {
            case "mem" -> {
                return new Wire("mem:" + UUID.randomUUID(), null, null, null);
            }
            case "uds", "unix" -> {
                Path folder = Files.createTempDirectory("millrace");
                String uri = scheme + "://" + folder.resolve("wire.sock");
                return new Wire(uri, null, folder, FaultProxy.to(uri, seed));
            }
            case "aeron" -> {
                Path shared = Path.of("/dev/shm");
                Path folder = Files.isWritable(shared)
                        ? Files.createTempDirectory(shared, "millrace")
                        : Files.createTempDirectory("millrace");
                // The driver removes its directory
                String uri = "aeron:ipc#aeron.driver=embedded&aeron.dir=" + folder.resolve("driver");
                return new Wire(uri, null, folder, null);
            }
            default -> {
                ReservedPort port = ReservedPort.any();
                String uri = scheme + "://127.0.0.1:" + port.port();
                return new Wire(uri, port, null, FaultProxy.to(uri, seed));
            }
        }
    }

    /** For {@link io.millrace.Millrace#listen(String)}; options may be appended, after a {@code ?}, for {@code aeron} a {@code &}. */
    public String listenUri() {
        return listenUri;
    }

    /** For {@link io.millrace.Millrace#connect(String)}: through the proxy, if there is one. */
    public String connectUri() {
        return proxy == null ? listenUri : proxy.uri();
    }

    /**
     * What is between.
     *
     * @throws IllegalStateException if the transport stays inside the process, where no proxy can be
     */
    public FaultProxy proxy() {
        if (proxy == null) {
            throw new IllegalStateException(listenUri + " has no proxy: take a transport over sockets, such as tcp");
        }
        return proxy;
    }

    boolean hasProxy() {
        return proxy != null;
    }

    @Override
    public void close() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
        if (port != null) {
            port.close();
        }
        if (folder != null) {
            Files.deleteIfExists(folder.resolve("wire.sock"));
            deleteOnceEmpty(folder);
        }
    }

    /** A media driver removes its directory a moment after the runtime that ran it was closed. */
    private static void deleteOnceEmpty(Path folder) throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (true) {
            try {
                Files.deleteIfExists(folder);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (System.nanoTime() - deadlineNs >= 0) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }
}
