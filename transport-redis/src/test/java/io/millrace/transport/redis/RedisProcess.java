// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.MillraceException;
import io.millrace.spi.Secrets;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.EndpointUri.HostPort;
import io.millrace.spi.uri.Options;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.embedded.core.ExecutableProvider;

/**
 * A real redis-server in a process of its own, with a folder of its own, that a test may kill, pause and start again: the one
 * that the dependency brings, or the one that {@code -Dmillrace.redis.server} names.
 */
final class RedisProcess implements AutoCloseable {

    /** Includes the reading of a file of some gigabytes. */
    private static final long START_NS = 180_000_000_000L;

    private final String executable;
    private final List<String> options;
    private final Path folder;
    private final int port;
    private Process process;

    private RedisProcess(String executable, List<String> options) throws IOException {
        this.executable = executable;
        this.options = options;
        this.folder = Files.createTempDirectory("millrace-redis-test");
        this.port = freePort();
        this.process = launch();
    }

    /** With these options beside those that keep it apart from others; without files unless they say so. */
    static RedisProcess start(String... options) {
        try {
            return new RedisProcess(executable(), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that is installed on this host. */
    static RedisProcess startInstalled(Path installed) {
        try {
            return new RedisProcess(installed.toString(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a redis-server is installed on this host; empty if none is. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A Sentinel that watches a master by the name mymaster, and soon gives it up. */
    static RedisProcess sentinel(RedisProcess master) {
        try {
            Path config = Files.createTempFile("millrace-sentinel", ".conf");
            config.toFile().deleteOnExit();
            Files.writeString(
                    config,
                    "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 1\n"
                            + "sentinel down-after-milliseconds mymaster 500\n"
                            + "sentinel failover-timeout mymaster 3000\n");
            return new RedisProcess(executable(), List.of(config.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            // A cluster's bus takes the port 10000 above
            return port < 50_000 ? port : freePortBelow();
        }
    }

    private static int freePortBelow() throws IOException {
        for (int port = 20_000 + (int) (System.nanoTime() % 9_000); ; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException taken) {
                // the next one
            }
        }
    }

    private static final class Executable {
        static final String PATH = find();

        private static String find() {
            String named = System.getProperty("millrace.redis.server", "");
            if (!named.isEmpty()) {
                return named;
            }
            try {
                var file = ExecutableProvider.newJarResourceProvider().get();
                file.deleteOnExit();
                return file.getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String executable() {
        return Executable.PATH;
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(executable));
        boolean isSentinel = options.contains("--sentinel");
        if (isSentinel) {
            command.add(options.get(0));
        }
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString()));
        if (!isSentinel && !options.contains("--save")) {
            command.addAll(List.of("--save", ""));
        }
        command.addAll(isSentinel ? options.subList(1, options.size()) : options);
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        awaitAnswer(started);
        return started;
    }

    private void awaitAnswer(Process started) {
        long startNs = System.nanoTime();
        while (true) {
            try (RedisConnection client = RedisConnection.open(host(), settings("redis://127.0.0.1"), true)) {
                Object answer = client.tryAsk("PING");
                if (!(answer instanceof JedisDataException failure)
                        || !Replies.text(failure).startsWith("LOADING")) {
                    return;
                }
            } catch (MillraceException e) {
                if (e.getMessage().contains("NOAUTH")) {
                    return;
                }
            }
            if (!started.isAlive() || System.nanoTime() - startNs > START_NS) {
                throw new IllegalStateException("redis-server does not answer: " + log());
            }
            pause(10);
        }
    }

    static RedisSettings settings(String text) {
        EndpointUri uri = EndpointUri.parse(text);
        Options parsed = Options.parse(uri, RedisOptions.ALL);
        LogTerms terms = new LogTerms("test", 2_000_000_000L, 3_000_000_000L);
        return RedisSettings.of(uri, parsed, RedisAddress.of(uri, parsed), terms, Secrets.of(Map.of()));
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    HostPort host() {
        return new HostPort("127.0.0.1", port);
    }

    /** Short deadlines, so that what goes wrong is noticed soon. */
    String uri(String... options) {
        String all = String.join(
                "&",
                Stream.concat(
                                Arrays.stream(options),
                                Stream.of("heartbeat=200ms", "dead-after=1s", "backoff-base=20ms", "backoff-cap=200ms"))
                        .toList());
        return "redis://127.0.0.1:" + port + "?" + all;
    }

    RedisConnection client() {
        return RedisConnection.open(host(), settings("redis://127.0.0.1"), false);
    }

    /** One question on a connection of its own. */
    Object ask(String... words) {
        try (RedisConnection client = client()) {
            return client.ask(words);
        }
    }

    List<?> askList(String... words) {
        return (List<?>) ask(words);
    }

    long number(String... words) {
        return (Long) ask(words);
    }

    /** As a machine that fails would end it. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("redis-server does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Again, with what its folder has. */
    void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill " + name + " answered " + status);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            thaw();
            process.destroyForcibly();
            await();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
