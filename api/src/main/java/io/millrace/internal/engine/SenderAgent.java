// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The agent that writes what publishing threads have left, in DEDICATED threading: the tail of a burst, what has waited
 * for credit, everything with {@code inline=false}. It owns nothing: it writes through the send lock of a session, as
 * publishing threads do, and sees sessions through volatile state only.
 *
 * <p>A link that takes no more is left to the {@link IoAgent}, whose selector knows when it can be written again; the
 * two wake each other.
 */
final class SenderAgent implements EngineAgent, Idling.Rester {

    private static final long MAX_SLEEP_NS = 100_000_000;
    private static final long SHORT_SLEEP_NS = 1_000_000;

    private final String name;
    private final NanoClock clock;
    private final IoAgent io;
    private final AgentMode mode = new AgentMode();
    private final CommandQueue commands = new CommandQueue();
    private final Idling idling = new Idling(this, IdleMode.ADAPTIVE);

    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    SenderAgent(String name, NanoClock clock, IoAgent io) {
        this.name = name;
        this.clock = clock;
        this.io = io;
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() {
        thread = Thread.currentThread();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    void idleMode(IdleMode newMode) {
        idling.mode(newMode);
    }

    @Override
    public void execute(Runnable command) {
        commands.add(command);
        wakeup();
        if (stopped) {
            commands.runAll();
        }
    }

    @Override
    public <T> T call(Supplier<T> command) {
        return CommandResult.call(this, command, result -> {});
    }

    @Override
    public void wakeup() {
        if (mode.claimWakeUp()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public int doWork() {
        return commands.run() + send(false);
    }

    private int send(boolean urgent) {
        long nowNs = clock.nanoTime();
        int work = 0;
        for (EngineEndpoint endpoint : io.endpoints().all()) {
            for (Connection connection : endpoint.connections()) {
                work += connection.send(nowNs, urgent);
            }
        }
        return work;
    }

    @Override
    public void idle(int work) {
        if (work > 0) {
            idling.worked();
            return;
        }
        long napNs = io.endpoints().napNs();
        if (napNs > 0) {
            idling.nap(napNs);
        } else {
            idling.idle();
        }
    }

    @Override
    public void settle() {
        send(true);
    }

    @Override
    public void rested() {
        // It knows everything from memory.
    }

    @Override
    public void sleep() {
        settle();
        mode.fallAsleep();
        if (commands.isEmpty() && !hasWork()) {
            LockSupport.parkNanos(this, io.endpoints().takeEndedBurst() ? SHORT_SLEEP_NS : MAX_SLEEP_NS);
        }
        mode.awake();
    }

    private boolean hasWork() {
        for (EngineEndpoint endpoint : io.endpoints().all()) {
            for (Connection connection : endpoint.connections()) {
                if (connection.hasSendWork()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void abandon(Throwable cause) {
        io.execute(() -> io.abandon(cause));
    }

    @Override
    public void onClose() {
        stopped = true;
        VarHandle.fullFence();
        commands.runAll();
    }
}
