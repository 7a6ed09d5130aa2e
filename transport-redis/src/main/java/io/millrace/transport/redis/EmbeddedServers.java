// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri.HostPort;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Real redis-servers that are started here, for {@code redis:embedded}: one for each port that is asked for, in memory, on
 * loopback, gone when the runtime closes. Any thread.
 */
final class EmbeddedServers implements AutoCloseable {

    private static final long START_NS = 10_000_000_000L;

    private final Map<Integer, Running> running = new HashMap<>();
    private boolean closed;

    private record Running(Process process, int port) {}

    /** Where the server is, which is started if it is not there. */
    synchronized HostPort start(int wantedPort) {
        Running present = running.get(wantedPort);
        if (present != null && present.process.isAlive()) {
            return new HostPort("127.0.0.1", present.port);
        }
        if (closed) {
            throw MillraceException.of(ErrorCode.CLOSED, "the runtime is closed", "create a new one");
        }
        if (wantedPort != 0 && answers(wantedPort)) {
            // Another process of this host has started it: a publisher and a subscriber that try things out together
            return new HostPort("127.0.0.1", wantedPort);
        }
        try {
            int port = present != null ? present.port : wantedPort != 0 ? wantedPort : freePort();
            running.put(wantedPort, launch(port));
            return new HostPort("127.0.0.1", port);
        } catch (IOException e) {
            throw failed("redis-server could not be started: " + e.getMessage(), e);
        }
    }

    /**
     * The server's program, unpacked from the jar that holds it. By name, as that jar is no module of its own: what required it
     * would depend on the name of a file, and should not be published.
     */
    private static File program() throws IOException {
        try {
            Class<?> jar = Class.forName("redis.embedded.core.ExecutableProvider");
            Object provider = jar.getMethod("newJarResourceProvider").invoke(null);
            return (File) jar.getMethod("get").invoke(provider);
        } catch (InvocationTargetException e) {
            throw new IOException("it could not be unpacked", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw MillraceException.of(
                    ErrorCode.BROKER_UNFIT,
                    "redis:embedded needs a jar that holds redis-server",
                    "add the dependency com.github.codemonstur:embedded-redis:1.4.4 (on the module path also"
                            + " --add-modules embedded.redis), or connect to a server of yours: redis://127.0.0.1:6379",
                    e);
        }
    }

    private static Running launch(int port) throws IOException {
        File executable = program();
        Path folder = Files.createTempDirectory("millrace-redis");
        Process process = new ProcessBuilder(
                        executable.getAbsolutePath(),
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
        folder.toFile().deleteOnExit();
        executable.deleteOnExit();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        long startNs = System.nanoTime();
        while (!answers(port)) {
            if (!process.isAlive()) {
                throw failed("redis-server ended at once with status " + process.exitValue(), null);
            }
            if (System.nanoTime() - startNs > START_NS) {
                process.destroyForcibly();
                throw failed("redis-server did not answer within " + START_NS / 1_000_000_000 + " s", null);
            }
            LockSupport.parkNanos(20_000_000);
        }
        return new Running(process, port);
    }

    private static MillraceException failed(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return MillraceException.of(
                ErrorCode.CONNECT_FAILED, what, "connect to a server of yours: redis://127.0.0.1:6379", cause);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Running server : running.values()) {
            server.process.destroy();
            try {
                if (!server.process.waitFor(2, TimeUnit.SECONDS)) {
                    server.process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                server.process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        running.clear();
    }
}
