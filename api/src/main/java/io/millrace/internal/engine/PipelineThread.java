// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.pipeline.RunningStage;
import io.millrace.internal.pipeline.StageGroup;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The thread of a group of stages. A daemon, never interrupted by us; an interrupt by others means nothing to it. */
final class PipelineThread implements Runnable, Idling.Rester {

    private static final int MAX_NAME = 60;

    private final StageGroup group;
    private final Consumer<Throwable> broken;
    private final Idling idling;
    private final String stages;
    private final Thread thread;
    private volatile boolean running = true;

    /** @param broken is told of a bug of ours, on this thread, its last act */
    PipelineThread(String prefix, StageGroup group, Consumer<Throwable> broken) {
        this.group = group;
        this.broken = broken;
        this.idling = new Idling(this, group.idle());
        this.stages = Arrays.stream(group.stages()).map(RunningStage::title).collect(Collectors.joining("+"));
        String name = prefix + "-" + stages;
        this.thread = new Thread(this, name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name);
        thread.setDaemon(true);
    }

    StageGroup group() {
        return group;
    }

    /** The names of its stages. */
    String stages() {
        return stages;
    }

    String name() {
        return thread.getName();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    void start() {
        thread.start();
    }

    /** No further message is handed up; the one at hand is. Does not wait. */
    void stop() {
        running = false;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        try {
            group.start();
            while (running) {
                if (group.work() > 0) {
                    idling.worked();
                } else {
                    idling.idle();
                }
            }
        } catch (Throwable e) {
            broken.accept(e);
        }
    }

    @Override
    public void settle() {}

    @Override
    public void rested() {}

    @Override
    public void sleep() {
        group.sleeper().fallAsleep();
        if (running && !group.hasWork()) {
            long restNs = group.mayRestNs();
            if (restNs == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (restNs > 0) {
                LockSupport.parkNanos(this, restNs);
            }
        }
        group.sleeper().awake();
        // Nobody's way to tell this thread anything; left set it would never park again
        Thread.interrupted();
    }
}
