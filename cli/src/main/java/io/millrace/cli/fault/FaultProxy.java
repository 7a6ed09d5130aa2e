// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on a loopback port of its own that breaks links on purpose: between two frames or inside one, for as long as
 * one likes, with a reset or without a word. Any thread may call it; one daemon thread of its own moves the bytes and does what was asked, in
 * order. Close it to end every link through it.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(serverAddress)) {
 *     client = millrace.connect("tcp://127.0.0.1:" + proxy.port());
 *     Outage outage = proxy.cutInsideFrame(1_000, 40, Duration.ofMillis(300));
 *     Cut cut = outage.cut().get();                     // the link is gone
 *     Duration wait = outage.flowingAgain().get();      // and messages flow again
 * }
 * }</pre>
 */
public final class FaultProxy implements AutoCloseable {
    private static final long ORDER_TIMEOUT_S = 10;

    private final ReservedPort port;
    private final Selector selector;
    private final ProxyLoop loop;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Queue<Outage> outages = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private final Thread thread;

    private FaultProxy(SocketAddress target) throws IOException {
        selector = Selector.open();
        port = new ReservedPort();
        port.listen(selector);
        loop = new ProxyLoop(port, selector, target);
        thread = new Thread(this::run, "fault-proxy-" + port.address().getPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** Listens on a free loopback port and forwards every connection to {@code target}. */
    public static FaultProxy to(SocketAddress target) throws IOException {
        return new FaultProxy(target);
    }

    /** Where to connect. */
    public InetSocketAddress address() {
        return port.address();
    }

    /** The port of {@link #address()}. */
    public int port() {
        return port.address().getPort();
    }

    /** DATA frames that came from diallers so far, on all links, repeats included. */
    public long framesSeen() {
        return loop.framesSeen();
    }

    /**
     * Cuts the link inside the first DATA frame after {@code afterFrames} of them: the frame's first
     * {@code offsetInFrame} bytes still reach the target, then both connections are reset and new ones refused for
     * {@code downFor}. Several cuts happen in the order in which they were asked for.
     */
    public Outage cutInsideFrame(long afterFrames, int offsetInFrame, Duration downFor) {
        Outage outage = new Outage();
        outages.add(outage);
        order(() -> loop.plan(new PlannedCut(afterFrames, offsetInFrame, downFor, outage)));
        return outage;
    }

    /** Resets every link now, wherever it is, and refuses new ones until {@link #up}. */
    public void down() {
        order(loop::down);
    }

    /** As {@link #down()}, and accepts again after {@code duration}. */
    public void down(Duration duration) {
        order(() -> loop.downFor(duration));
    }

    /** Resets every link now, wherever it is; a new one is accepted at once. */
    public void reset() {
        order(loop::resetLinks);
    }

    /**
     * From now on not a byte passes, on links that are there and on new ones, and nobody is told: what a firewall does
     * that has lost its state. {@link #unmute} lets pass what waits. It is so when this returns.
     */
    public void mute() {
        orderAndWait(() -> loop.mute(true));
    }

    /** Lets bytes pass again, those that were held first. */
    public void unmute() {
        orderAndWait(() -> loop.mute(false));
    }

    /**
     * Resets the connections to the target, and leaves those of the diallers as they are: open, and nobody there. What a
     * machine leaves behind that loses its power. New links are as always.
     */
    public void halfOpenForDiallers() {
        orderAndWait(() -> loop.abandon(true));
    }

    /** As {@link #halfOpenForDiallers()} the other way round: the target keeps connections whose diallers are gone. */
    public void halfOpenForTarget() {
        orderAndWait(() -> loop.abandon(false));
    }

    /** Accepts connections again. */
    public void up() {
        order(loop::up);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void orderAndWait(Runnable order) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        order(() -> {
            order.run();
            done.complete(null);
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
