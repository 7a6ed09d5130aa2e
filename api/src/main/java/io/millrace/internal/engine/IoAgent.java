// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.internal.session.Session;
import java.lang.invoke.VarHandle;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The agent that owns endpoints, links and sessions: in SHARED and INVOKER threading it does everything. Other threads
 * reach it through its command queue only. Turned by its thread, by the application's, or by hand in a test.
 */
final class IoAgent implements EngineAgent, Idling.Rester {

    private static final int POLLS_PER_SELECT = 16;
    private static final long NAP_MS = 1;

    /** How long a caller waits for a runtime that nobody turns. */
    private static final long LEFT_ALONE_NS = 5_000_000_000L;

    private final String name;
    private final NanoClock clock;
    private final AgentSelector selector = new AgentSelector();
    private final EndpointTable table = new EndpointTable();
    private final CommandQueue commands = new CommandQueue();
    private final Idling idling = new Idling(this, IdleMode.ADAPTIVE);
    private final Crank crank;
    private final Patience patience;
    private final BooleanSupplier nothingToDo = this::hasNothingToDo;

    private @Nullable ConductorAgent conductor;
    private @Nullable SenderAgent sender;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    /** When the present cycle began; for the watchdog. */
    private volatile long cycleNs;

    private long tickIntervalNs = 250_000_000;
    private long lastTickNs;
    private int cyclesSinceSelect;
    private boolean settled;
    private boolean mayNap;
    private boolean published;

    /** An agent with a thread of its own, or one that a test turns. */
    IoAgent(String name, NanoClock clock) {
        this(name, clock, false);
    }

    /** @param invoked true if the application turns it */
    IoAgent(String name, NanoClock clock, boolean invoked) {
        this.name = name;
        this.clock = clock;
        this.cycleNs = clock.nanoTime();
        this.crank = new Crank(this, invoked);
        this.patience = new Patience(crank);
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
        begin();
    }

    private void begin() {
        cycleNs = clock.nanoTime();
        lastTickNs = cycleNs;
    }

    Selector selector() {
        return selector.selector();
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    long cycleNs() {
        return cycleNs;
    }

    EndpointTable endpoints() {
        return table;
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** True on threads of the engine's, which never wait: for what they wait for they would have to do themselves. */
    boolean mustNotWait() {
        EngineAgent telling = conductor;
        return isCurrentThread() || telling != null && telling.isCurrentThread();
    }

    /** Other agents take work off this one. Before any of them has a turn. */
    void shareWith(ConductorAgent theConductor, SenderAgent theSender) {
        conductor = theConductor;
        sender = theSender;
    }

    /** True if this agent writes what publishers have left; false if a sender does. */
    boolean isSending() {
        return sender == null;
    }

    /**
     * A publisher waits for acknowledgements, and takes those that are here, if this agent naps: it is the agent meanwhile.
     * Any thread but the agent's.
     */
    void standIn(EngineEndpoint endpoint, Session session) {
        Nap nap = idling.present();
        if (!nap.tryStandIn()) {
            return;
        }
        Thread napping = thread;
        thread = Thread.currentThread();
        try {
            endpoint.takeAcknowledgements(session);
        } finally {
            thread = napping;
            nap.end();
        }
    }

    /** Something was left to whoever writes: ends its sleep. Any thread. */
    void wakeSender() {
        SenderAgent other = sender;
        if (other != null) {
            other.wakeup();
        } else {
            wakeup();
        }
    }

    /** How other threads wait for it. */
    Patience patience() {
        return patience;
    }

    /** What turns it, if it has no thread. */
    Crank crank() {
        return crank;
    }

    void idleMode(IdleMode mode) {
        idling.mode(mode);
    }

    /** True while a handler may be running, or the application, which turns it, does something else. Any thread. */
    boolean isHeldUp() {
        return crank.isInvoked() || selector.mode().isBusy();
    }

    /** True while a handler may be running. Any thread. */
    boolean isInHandler() {
        return selector.mode().isBusy();
    }

    /** A handler is about to run, or has returned. */
    void busy(boolean isBusy) {
        selector.mode().busy(isBusy);
    }

    /** A handler has published: send before the cycle ends, without waiting for more. */
    void publishedHere() {
        published = true;
    }

    // ---- commands ----

    @Override
    public void execute(Runnable command) {
        commands.add(command);
        wakeup();
        if (stopped) {
            // The agent is gone and takes no more commands; what is left is done here, one thread at a time.
            commands.runAll();
        }
    }

    @Override
    public <T> T call(Supplier<T> command) {
        return CommandResult.call(this, command, this::await);
    }

    private void await(CompletableFuture<?> result) {
        ConductorAgent busy = conductor;
        if (busy != null && busy.isCurrentThread()) {
            busy.await(result);
        }
        while (crank.isInvoked() && !patience.until(result::isDone, LEFT_ALONE_NS)) {
            if (crank.restedNs() >= LEFT_ALONE_NS) {
                throw crank.left("this call");
            }
        }
    }

    /**
     * A transport whose links wake no selector has something for the agent: ends its sleep, or keeps it from the next.
     * Any thread.
     */
    void signal() {
        selector.signal();
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    void add(EngineEndpoint endpoint) {
        table.add(endpoint);
        tickIntervalNs = Math.min(tickIntervalNs, endpoint.config().session().heartbeatNs() / 4);
        mayNap |= !endpoint.transport().wakesSelector();
    }

    void remove(EngineEndpoint endpoint) {
        table.remove(endpoint);
    }

    // ---- the duty cycle ----

    @Override
    public int doWork() {
        long nowNs = clock.nanoTime();
        cycleNs = nowNs;
        selector.clearSignal();
        int work = commands.run();
        boolean ticking = nowNs - lastTickNs >= tickIntervalNs;
        if (ticking || ++cyclesSinceSelect >= POLLS_PER_SELECT) {
            cyclesSinceSelect = 0;
            selector.selectNow();
        }
        for (EngineEndpoint endpoint : table.all()) {
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

    @Override
    public void abandon(Throwable cause) {
        InternalException failure = new InternalException(
                ErrorCode.INTERNAL, "the I/O thread " + name + " failed: " + cause, "please report it", cause);
        for (EngineEndpoint endpoint : table.all()) {
            try {
                endpoint.abandon(failure);
            } catch (Throwable e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    /** Sends everything that waits, on behalf of a handler. */
    void flush() {
        for (EngineEndpoint endpoint : table.all()) {
            endpoint.flush();
        }
    }

    /** The work that a handler, whose publication is full, lets the links do once. */
    void controlWork() {
        if (!isCurrentThread()) {
            // Another of the engine's threads: the links are not its own.
            return;
        }
        for (EngineEndpoint endpoint : table.all()) {
            endpoint.controlWork();
        }
    }

    // ---- turned by the application ----

    /** The application's thread is about to turn it, or has done so. */
    void turnedBy(@Nullable Thread caller) {
        thread = caller;
    }

    /** After a turn by the application, which may now do something else: what waits for more to come is done first. */
    void turned(int work) {
        if (work > 0) {
            settled = false;
            return;
        }
        rested();
        if (!settled) {
            settled = true;
            settle();
        }
    }

    // ---- waiting ----

    @Override
    public void idle(int work) {
        if (work > 0) {
            idling.worked();
            return;
        }
        long napNs = isSending() ? table.napNs() : 0;
        if (napNs > 0) {
            idling.nap(napNs);
        } else {
            idling.idle();
        }
    }

    @Override
    public void settle() {
        for (EngineEndpoint endpoint : table.all()) {
            endpoint.beforeSleep();
        }
    }

    @Override
    public void rested() {
        cyclesSinceSelect = POLLS_PER_SELECT;
    }

    @Override
    public void sleep() {
        settle();
        selector.sleep(nothingToDo, sleepMs());
        cyclesSinceSelect = 0;
    }

    private boolean hasNothingToDo() {
        if (!commands.isEmpty()) {
            return false;
        }
        for (EngineEndpoint endpoint : table.all()) {
            // Since the settling a publisher has filled a link, or has begun a burst and leaves it to this thread.
            if (isSending() && endpoint.hasSendable() || endpoint.isOverlooked()) {
                return false;
            }
        }
        return true;
    }

    /** Never longer than a part of a heartbeat. */
    private long sleepMs() {
        if (mayNap || table.hasParked() || isSending() && table.takeEndedBurst()) {
            return NAP_MS;
        }
        long nowNs = clock.nanoTime();
        long untilNs = tickIntervalNs - (nowNs - lastTickNs);
        for (EngineEndpoint endpoint : table.all()) {
            untilNs = Math.min(untilNs, endpoint.deadlineNs(nowNs) - nowNs);
        }
        // Rounded up, or the last fraction of a millisecond would be spent spinning.
        return Math.max(1, (untilNs + 999_999) / 1_000_000);
    }

    @Override
    public void onClose() {
        stopped = true;
        VarHandle.fullFence();
        commands.runAll();
        for (EngineEndpoint endpoint : table.all()) {
            // The runtime was closed while a handler was at work: no turn was left for the goodbyes.
            endpoint.releaseIfDraining();
        }
        selector.close();
    }
}
