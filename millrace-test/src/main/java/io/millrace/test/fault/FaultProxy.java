// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import io.millrace.spi.uri.EndpointUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A proxy for stream sockets, TCP or Unix domain, that breaks what passes: late, slowly, in pieces, twice, altered, not at
 * all; with a reset or without a word; between two frames or inside one. Made by a test, on an address of its own before a
 * target; any thread may call it, and one daemon thread of its own moves the bytes of all connections and does what was
 * asked, in order. What a call asks for has happened when it returns. Close it to end every link through it.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(server.uri().toString())) {
 *     client = millrace.connect(proxy.uri());
 *     proxy.bothWays().latency(Duration.ofMillis(20));  // from now on, new connections too
 *     proxy.toTarget().flipBits(3, 1_000);              // once
 *     proxy.down(Duration.ofMillis(300));               // reset, and refused for a while
 *     proxy.heal();
 * }
 * }</pre>
 *
 * <p>What is random, such as which bits are flipped, follows from a seed; where the network splits the bytes is the
 * machine's affair.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long ORDER_TIMEOUT_S = 10;
    private static final long DEFAULT_SEED = 20;

    private final Entrance entrance;
    private final String scheme;
    private final @Nullable Path folder;
    private final Selector selector;
    private final ProxyLoop loop;
    private final SplittableRandom random;
    private final FaultLog log = new FaultLog();
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Queue<Outage> outages = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private final Thread thread;

    private FaultProxy(Entrance entrance, @Nullable Path folder, String scheme, SocketAddress target, long seed)
            throws IOException {
        this.entrance = entrance;
        this.folder = folder;
        this.scheme = scheme;
        random = new SplittableRandom(seed);
        selector = Selector.open();
        entrance.listen(selector);
        loop = new ProxyLoop(entrance, selector, target, random.split(), log);
        log.add("proxy on " + entrance.address() + " to " + target + ", seed " + seed);
        thread = new Thread(this::run, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Before a listening endpoint's URI, of a transport over TCP or Unix domain sockets: {@code tcp://127.0.0.1:7400},
     * {@code uds:///run/app.sock}. Nobody need listen there yet.
     */
    public static FaultProxy to(String uri) throws IOException {
        return to(uri, DEFAULT_SEED);
    }

    /** As {@link #to(String)}, with a seed of one's own for what is random. */
    public static FaultProxy to(String uri, long seed) throws IOException {
        EndpointUri parsed = EndpointUri.parse(uri);
        return start(parsed.scheme(), target(parsed), seed);
    }

    /**
     * Before an address. Listens on a free loopback port, or for a Unix domain socket on a file in a folder of its own, and
     * forwards every connection to {@code target}.
     */
    public static FaultProxy to(SocketAddress target) throws IOException {
        return start(target instanceof UnixDomainSocketAddress ? "uds" : "tcp", target, DEFAULT_SEED);
    }

    /** As {@link #to(String, long)}, on an address that is known before, so that another process can take the proxy's place. */
    public static FaultProxy between(String listenUri, String targetUri, long seed) throws IOException {
        EndpointUri listen = EndpointUri.parse(listenUri);
        Entrance entrance = target(listen) instanceof UnixDomainSocketAddress file
                ? new UnixEntrance(file)
                : new TcpEntrance(ReservedPort.of(listen.port()));
        return new FaultProxy(entrance, null, listen.scheme(), target(EndpointUri.parse(targetUri)), seed);
    }

    private static SocketAddress target(EndpointUri uri) {
        String host = uri.host();
        return host == null ? UnixDomainSocketAddress.of(uri.address()) : new InetSocketAddress(host, uri.port());
    }

    private static FaultProxy start(String scheme, SocketAddress target, long seed) throws IOException {
        if (target instanceof UnixDomainSocketAddress) {
            Path folder = Files.createTempDirectory("millrace");
            return new FaultProxy(
                    new UnixEntrance(UnixDomainSocketAddress.of(folder.resolve("proxy.sock"))),
                    folder,
                    scheme,
                    target,
                    seed);
        }
        return new FaultProxy(new TcpEntrance(ReservedPort.any()), null, scheme, target, seed);
    }

    /** Where to connect: the target's scheme and this proxy's address, without options. */
    public String uri() {
        return entrance.address() instanceof UnixDomainSocketAddress file
                ? scheme + "://" + file.getPath()
                : scheme + "://127.0.0.1:" + port();
    }

    /** Where to connect. */
    public SocketAddress address() {
        return entrance.address();
    }

    /**
     * The port of {@link #address()}.
     *
     * @throws IllegalStateException if it is a Unix domain socket
     */
    public int port() {
        if (entrance.address() instanceof InetSocketAddress address) {
            return address.getPort();
        }
        throw new IllegalStateException("the proxy on " + address() + " has no port");
    }

    /** Faults of what diallers send. */
    public Faults toTarget() {
        return new Faults(this, Faults.Way.TO_TARGET, Faults.ALL);
    }

    /** Faults of what diallers receive. */
    public Faults toDialler() {
        return new Faults(this, Faults.Way.TO_DIALLER, Faults.ALL);
    }

    /** Faults of both directions. */
    public Faults bothWays() {
        return new Faults(this, Faults.Way.BOTH, Faults.ALL);
    }

    /**
     * Ends every standing fault, and listens if it was down. What is half open stays so, and ends when the side that was left
     * behind closes; what that one still sends is taken and thrown away.
     */
    public void heal() {
        bothWays().heal();
        orderAndWait("forget what is half open", loop::forgetAbandoned);
        up();
    }

    /** The numbers of the connections that are open, the oldest first; each is one more than the one accepted before. */
    public List<Long> connections() {
        CompletableFuture<List<Long>> answer = new CompletableFuture<>();
        order(() -> answer.complete(loop.connections()));
        return answer.orTimeout(ORDER_TIMEOUT_S, TimeUnit.SECONDS).join();
    }

    /** Millrace's DATA frames that came from diallers so far, on all links, repeats included; 0 if something else passes. */
    public long framesSeen() {
        return loop.framesSeen();
    }

    /**
     * Cuts the link inside the first DATA frame after {@code afterFrames} of them: the frame's first
     * {@code offsetInFrame} bytes still reach the target, then both connections are reset and new ones refused for
     * {@code downFor}. Several cuts happen in the order in which they were asked for. Returns at once.
     */
    public Outage cutInsideFrame(long afterFrames, int offsetInFrame, Duration downFor) {
        Outage outage = new Outage();
        outages.add(outage);
        order(() -> loop.plan(new PlannedCut(afterFrames, offsetInFrame, downFor, outage)));
        return outage;
    }

    /** Resets every link now, wherever it is, and refuses new ones until {@link #up}. */
    public void down() {
        orderAndWait("down", loop::down);
    }

    /** As {@link #down()}, and accepts again after {@code duration}. */
    public void down(Duration duration) {
        orderAndWait("down for " + duration.toMillis() + " ms", () -> loop.downFor(duration));
    }

    /** Accepts connections again. */
    public void up() {
        orderAndWait("up", loop::up);
    }

    /** Resets every link now, wherever it is; a new one is accepted at once. */
    public void reset() {
        orderAndWait("reset", loop::resetLinks);
    }

    /**
     * Resets the connections to the target, and leaves those of the diallers as they are: open, and nobody there. What a
     * machine leaves behind that loses its power. New links are as always.
     */
    public void halfOpenForDiallers() {
        orderAndWait("half-open for diallers", () -> loop.abandon(true));
    }

    /** As {@link #halfOpenForDiallers()} the other way round: the target keeps connections whose diallers are gone. */
    public void halfOpenForTarget() {
        orderAndWait("half-open for the target", () -> loop.abandon(false));
    }

    /** What was asked of the proxy and what became of its connections, a line each, for the report of a failed test. */
    public List<String> log() {
        return log.lines();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // an empty folder in the system's own place for such
        }
    }

    /** For the proxy's thread. */
    SplittableRandom random() {
        return random;
    }

    void standing(Faults.Way way, long connection, String text, UnaryOperator<Condition> change) {
        orderAndWait(text, () -> loop.standing(way, connection, change));
    }

    void once(Faults.Way way, long connection, String text, Consumer<Direction> action) {
        orderAndWait(text, () -> loop.once(way, connection, action));
    }

    private void orderAndWait(String text, Runnable order) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        order(() -> {
            log.add(text);
            try {
                order.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e); // the asker's affair, and the proxy goes on
            }
        });
        done.orTimeout(ORDER_TIMEOUT_S, TimeUnit.SECONDS).join();
    }

    private void order(Runnable order) {
        orders.add(order);
        selector.wakeup();
        // Looked at last: an order that the thread has not seen any more is an error here.
        if (!thread.isAlive() || closed) {
            throw new IllegalStateException("the proxy on " + address() + " is closed");
        }
    }

    private void run() {
        Throwable end = new IllegalStateException("the proxy on " + address() + " was closed");
        try {
            while (!closed) {
                turn();
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            end = e;
        } finally {
            closed = true;
            loop.end();
            for (Outage outage : outages) {
                outage.fail(end);
            }
        }
    }

    private void turn() throws IOException {
        loop.select();
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
        // a copy, because serving may select
        SelectionKey[] ready = selector.selectedKeys().toArray(new SelectionKey[0]);
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            loop.serve(key);
        }
    }
}
