// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import java.lang.invoke.VarHandle;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The agent for what may take its time, in DEDICATED threading: binding, dialling, accepting, and telling the
 * application's listeners. It owns the transports, their acceptors and every link that is not connected yet; connected
 * ones it hands to the {@link IoAgent}, for good.
 *
 * <p>It may wait for the I/O agent, on behalf of a listener that asks for a counter; meanwhile it runs its own commands,
 * since the I/O agent, on behalf of a handler that listens, may wait for it.
 */
final class ConductorAgent implements EngineAgent, Idling.Rester {

    private static final long NAP_MS = 1;
    private static final long SEEKING_MS = 20;
    private static final long QUIET_MS = 100;
    private static final long WAIT_PARK_NS = 50_000;

    /** A dial or an acceptor: has a turn in every cycle until it is over. */
    interface Task {

        /** Does what can be done without waiting; work done. */
        int turn();

        /** True if it needs no more turns. */
        boolean isOver();

        /** True while it waits for something with a deadline. */
        boolean isImpatient();
    }

    private final String name;
    private final NanoClock clock;
    private final AgentSelector selector = new AgentSelector();
    private final CommandQueue commands = new CommandQueue();
    private final Idling idling = new Idling(this, IdleMode.BLOCK);
    private final List<Task> tasks = new ArrayList<>();
    private final BooleanSupplier nothingToDo = commands::isEmpty;
    private final IoAgent io;

    private volatile @Nullable Thread thread;
    private volatile boolean stopped;
    private boolean mayNap;

    ConductorAgent(String name, NanoClock clock, IoAgent io) {
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

    Selector selector() {
        return selector.selector();
    }

    long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isStopped() {
        return stopped;
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

    /** Waits for another agent's answer, and runs its own commands meanwhile. */
    void await(CompletableFuture<?> answer) {
        while (!answer.isDone()) {
            if (commands.run() == 0) {
                LockSupport.parkNanos(WAIT_PARK_NS);
            }
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    /** A transport has something for it. Any thread. */
    void signal() {
        selector.signal();
    }

    /** Gives a task its turns. Conductor's thread. */
    void add(Task task, boolean wakesSelector) {
        tasks.add(task);
        mayNap |= !wakesSelector;
    }

    @Override
    public int doWork() {
        selector.clearSignal();
        int work = commands.run();
        selector.selectNow();
        for (int i = tasks.size() - 1; i >= 0; i--) {
            Task task = tasks.get(i);
            work += task.turn();
            if (task.isOver()) {
                tasks.remove(i);
            }
        }
        return work;
    }

    @Override
    public void idle(int work) {
        if (work > 0) {
            idling.worked();
        } else {
            idling.idle();
        }
    }

    @Override
    public void settle() {
        // Nothing here waits for more to come.
    }

    @Override
    public void rested() {
        // It asks the selector in every cycle.
    }

    @Override
    public void sleep() {
        selector.sleep(nothingToDo, sleepMs());
    }

    private long sleepMs() {
        if (mayNap) {
            return NAP_MS;
        }
        for (Task task : tasks) {
            if (task.isImpatient()) {
                return SEEKING_MS;
            }
        }
        return QUIET_MS;
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
        selector.close();
    }
}
