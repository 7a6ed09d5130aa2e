// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.spi.TransportContext.ReadyHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The one agent of a runtime in SHARED threading: commands, accepting, dialling, timers, receiving and sending. It owns
 * every link and session; other threads reach it through its command queue only. Turned by its thread, or by hand in a
 * test.
 *
 * <p><b>Sleeping.</b> As {@link AgentMode} says: before it sleeps the agent looks once more for commands, frames, bursts
 * and full links; publishers and commanders store theirs and then wake it if it sleeps.
 */
final class IoAgent implements Agent {

    private static final int SPINS = 20;
    private static final int YIELDS = 60;
    private static final int POLLS_PER_SELECT = 16;
    private static final long NAP_MS = 1;
    private static final long QUICK_NAP_NS = 50_000;
    private static final long NAP_NS = 250_000;

    private final String name;
    private final NanoClock clock;
    private final Selector selector;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Consumer<SelectionKey> readyKeys = IoAgent::onReady;

    private final AgentMode mode = new AgentMode();
    private volatile @Nullable Thread thread;
    private volatile EngineEndpoint[] endpoints = {};
    private volatile boolean stopped;
    private volatile boolean signalled;
    private volatile IdleMode idleMode = IdleMode.ADAPTIVE;

    /** When the present cycle began; for the watchdog. */
    private volatile long cycleNs;

    private long tickIntervalNs = 250_000_000;
    private long lastTickNs;
    private int cyclesSinceSelect;
    private int idleCycles;
    private boolean mayNap;
    private boolean published;

    IoAgent(String name, NanoClock clock) {
        this.name = name;
        this.clock = clock;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
        cycleNs = clock.nanoTime();
        lastTickNs = cycleNs;
    }

    Selector selector() {
        return selector;
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    long cycleNs() {
        return cycleNs;
    }

    EngineEndpoint[] endpoints() {
        return endpoints;
    }

    /** True on the agent's own thread. */
    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** True while a handler may be running. Any thread. */
    boolean isBusy() {
        return mode.isBusy();
    }

    /** A handler is about to run, or has returned. */
    void busy(boolean isBusy) {
        mode.busy(isBusy);
    }

    /** A handler has published: send before the cycle ends, without waiting for more. */
    void publishedHere() {
        published = true;
    }

    // ---- commands ----

    /** Runs a command on the agent's thread, soon. Any thread. */
    void execute(Runnable command) {
        commands.offer(command);
        wakeup();
        if (stopped) {
            // The agent is gone and takes no more commands; what is left is done here, one thread at a time.
            drainAllCommands();
        }
    }

    /** Runs a command on the agent's thread and waits for its result; at once if this is that thread. */
    <T> T call(Supplier<T> command) {
        if (isCurrentThread()) {
            return command.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(command.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * A transport whose links wake no selector has something for the agent: ends its sleep, or keeps it from the next.
     * Any thread.
     */
    void signal() {
        if (!signalled) {
            signalled = true;
        }
        wakeup();
    }

    /** Ends the agent's sleep, so that it looks again for what was stored before the call. Any thread. */
    void wakeup() {
        if (mode.claimWakeUp()) {
            selector.wakeup();
        }
    }

    void add(EngineEndpoint endpoint) {
        EngineEndpoint[] before = endpoints;
        EngineEndpoint[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = endpoint;
        endpoints = after;
        idleMode = endpoint.config().idle();
        tickIntervalNs = Math.min(tickIntervalNs, endpoint.config().session().heartbeatNs() / 4);
        mayNap |= !endpoint.wakesSelector();
    }

    void remove(EngineEndpoint endpoint) {
        endpoints = Arrays.stream(endpoints).filter(e -> e != endpoint).toArray(EngineEndpoint[]::new);
    }

    // ---- the duty cycle ----

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        cycleNs = nowNs;
        if (signalled) {
            // Before the links are polled: what comes after that signals again.
            signalled = false;
        }
        int work = drainCommands();
        boolean ticking = nowNs - lastTickNs >= tickIntervalNs;
        if (ticking || ++cyclesSinceSelect >= POLLS_PER_SELECT) {
            cyclesSinceSelect = 0;
            select(0);
        }
        for (EngineEndpoint endpoint : endpoints) {
            work += endpoint.work(nowNs, ticking);
        }
        if (published) {
            published = false;
            flush();
        }
        if (ticking) {
            lastTickNs = nowNs;
        }
        return work;
    }

    private int drainCommands() {
        int done = 0;
        Runnable command;
        while (done < 64 && (command = commands.poll()) != null) {
            command.run();
            done++;
        }
        return done;
    }

    private void drainAllCommands() {
        synchronized (commands) {
            while (drainCommands() > 0) {
                // Somebody waits for each of them.
            }
        }
    }

    /** The agent has failed, as nothing of ours should: its endpoints end, and nobody waits for them. */
    void abandon(Throwable cause) {
        InternalException failure = new InternalException(
                ErrorCode.INTERNAL, "the I/O thread " + name + " failed: " + cause, "please report it", cause);
        for (EngineEndpoint endpoint : endpoints) {
            try {
                endpoint.abandon(failure);
            } catch (Throwable e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** True once it takes no more turns. Any thread. */
    boolean isStopped() {
        return stopped;
    }

    /** Sends everything that waits, on behalf of a handler. */
    void flush() {
        for (EngineEndpoint endpoint : endpoints) {
            endpoint.flush();
        }
    }

    /** The work that a handler, whose publication is full, lets the links do once. */
    void controlWork() {
        for (EngineEndpoint endpoint : endpoints) {
            endpoint.controlWork();
        }
    }

    private static void onReady(SelectionKey key) {
        if (key.attachment() instanceof ReadyHandler handler) {
            handler.onReady(key.readyOps());
        }
    }

    private void select(long timeoutMs) {
        try {
            if (timeoutMs == 0) {
                selector.selectNow(readyKeys);
            } else {
                selector.select(readyKeys, timeoutMs);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- waiting ----

    /** Waits as the idle mode says, after a cycle that did this much work. */
    void idle(int work) {
        if (work > 0) {
            idleCycles = 0;
            return;
        }
        if (isFilling()) {
            nap();
            return;
        }
        idleCycles++;
        if (idleCycles <= SPINS) {
            Thread.onSpinWait();
        } else if (idleCycles <= SPINS + YIELDS) {
            Thread.yield();
        } else if (idleMode == IdleMode.YIELD) {
            if (idleCycles == SPINS + YIELDS + 1) {
                settle();
            }
            Thread.yield();
        } else {
            sleep();
        }
    }

    /** A pause: what waits for more to come is sent now. */
    private void settle() {
        for (EngineEndpoint endpoint : endpoints) {
            endpoint.beforeSleep();
        }
    }

    private boolean isFilling() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.isFilling()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Publishers fill batches and write them; this thread would only be in their way: a park and the look after it cost
     * some 25 µs of a core in a virtual machine. The look comes soon if there may be a tail to send, and else in time for
     * the acknowledgements, of which a window holds four.
     */
    private void nap() {
        if (idleMode == IdleMode.YIELD) {
            Thread.yield();
            return;
        }
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.needsQuickLook()) {
                LockSupport.parkNanos(QUICK_NAP_NS);
                return;
            }
        }
        LockSupport.parkNanos(NAP_NS);
    }

    private void sleep() {
        settle();
        mode.fallAsleep();
        if (!signalled && commands.isEmpty() && !anySendable() && !anyOverlooked()) {
            select(sleepMs());
        }
        mode.awake();
        cyclesSinceSelect = 0;
    }

    private boolean anySendable() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.hasSendable()) {
                return true;
            }
        }
        return false;
    }

    /** Since {@code beforeSleep} a publisher has filled a link, or has begun a burst and leaves it to this thread. */
    private boolean anyOverlooked() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.isOverlooked()) {
                return true;
            }
        }
        return false;
    }

    private boolean anyParked() {
        for (EngineEndpoint endpoint : endpoints) {
            if (endpoint.hasParked()) {
                return true;
            }
        }
        return false;
    }

    private long sleepMs() {
        if (mayNap || anyParked()) {
            return NAP_MS;
        }
        long nowNs = clock.nanoTime();
        long untilNs = tickIntervalNs - (nowNs - lastTickNs);
        for (EngineEndpoint endpoint : endpoints) {
            untilNs = Math.min(untilNs, endpoint.deadlineNs(nowNs) - nowNs);
        }
        // Rounded up, or the last fraction of a millisecond would be spent spinning.
        return Math.max(1, (untilNs + 999_999) / 1_000_000);
    }

    @Override
    public void onClose() {
        stopped = true;
        VarHandle.fullFence();
        drainAllCommands();
        for (EngineEndpoint endpoint : endpoints) {
            // The runtime was closed while a handler was at work: no turn was left for the goodbyes.
            endpoint.releaseIfDraining();
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
