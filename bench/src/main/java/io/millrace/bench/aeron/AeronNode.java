// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * An Aeron client, and on the listening side the media driver of both, with the driver's one thread that Millrace's transport
 * has, and over IPC its terms of 1 MiB and its MTU; the rest is as in the throughput samples of Aeron's authors. Opened and closed
 * by the node's main thread.
 */
final class AeronNode implements AutoCloseable {
    private static final int STREAM = 10;
    private static final int REPLY_STREAM = 11;
    private static final int TERM_BYTES = 1 << 20;
    private static final int IPC_MTU = 32 * 1024;
    private static final int UDP_MTU = 8 * 1024;
    private static final int SOCKET_BYTES = 2 << 20;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final int PORT = 40_123;

    private final RunSettings settings;
    private final @Nullable MediaDriver driver;
    private final Aeron aeron;
    private final Path directory;

    private AeronNode(RunSettings settings, Path directory, @Nullable MediaDriver driver) {
        this.settings = settings;
        this.directory = directory;
        this.driver = driver;
        this.aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory.toString()));
    }

    /** With a driver of its own. */
    static AeronNode listening(RunSettings settings) {
        Path directory = AeronFolders.fresh();
        MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .termBufferSparseFile(false)
                // As the scripts of Aeron's own throughput samples set it
                .socketSndbufLength(SOCKET_BYTES)
                .socketRcvbufLength(SOCKET_BYTES)
                .initialWindowLength(SOCKET_BYTES)
                .sharedIdleStrategy(
                        settings.waitMode() == WaitMode.YIELD
                                ? YieldingIdleStrategy.INSTANCE
                                : new BackoffIdleStrategy(100, 100, 1_000, 1_000_000)));
        return new AeronNode(settings, directory, driver);
    }

    /** At the driver of a {@link #listening} one. */
    static AeronNode connecting(RunSettings settings, String address) {
        return new AeronNode(settings, Path.of(address), null);
    }

    String address() {
        return directory.toString();
    }

    Subscription requests() {
        return aeron.addSubscription(channel(0), STREAM);
    }

    Subscription replies() {
        return aeron.addSubscription(channel(1), REPLY_STREAM);
    }

    ExclusivePublication toListener() {
        return aeron.addExclusivePublication(channel(0), STREAM);
    }

    ExclusivePublication toConnector() {
        return aeron.addExclusivePublication(channel(1), REPLY_STREAM);
    }

    private String channel(int port) {
        return settings.transport() == Transport.AERON
                ? "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + IPC_MTU
                : "aeron:udp?endpoint=127.0.0.1:" + (PORT + port) + "|mtu=" + UDP_MTU;
    }

    static void awaitConnected(ExclusivePublication publication) {
        if (!CpuWait.until(publication::isConnected, PATIENCE_NS)) {
            throw new IllegalStateException("nobody subscribes to " + publication.channel());
        }
    }

    /** What a thread does that finds nothing. */
    IdleStrategy idle() {
        return settings.waitMode() == WaitMode.YIELD
                ? YieldingIdleStrategy.INSTANCE
                : new BackoffIdleStrategy(100, 100, 1_000, 1_000_000);
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }
}
