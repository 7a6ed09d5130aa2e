// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server of one run, on loopback and in memory: the one that the dependency brings, or the one that the environment
 * names in {@code MILLRACE_REDIS_SERVER}. Started and closed by the listening side's main thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final String NAMED = "MILLRACE_REDIS_SERVER";
    private static final long START_NS = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, and waits until it lets somebody in. */
    public static RedisServer start() {
        try {
            Path folder = Files.createTempDirectory("millrace-bench-redis-");
            folder.toFile().deleteOnExit();
            int port = freePort();
            Process process = new ProcessBuilder(
                            executable(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            RedisServer server = new RedisServer(process, port);
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server could not be started", e);
        }
    }

    private static String executable() throws IOException {
        String named = System.getenv(NAMED);
        if (named != null && !named.isEmpty()) {
            return named;
        }
        File packed = ExecutableProvider.newJarResourceProvider().get();
        packed.deleteOnExit();
        return packed.getAbsolutePath();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() {
        long deadlineNs = System.nanoTime() + START_NS;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - deadlineNs > 0) {
                process.destroyForcibly();
                throw new IllegalStateException("redis-server does not answer on port " + port);
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
