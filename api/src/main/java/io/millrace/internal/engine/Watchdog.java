// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the I/O agent while a handler holds it up: sends what waits, and signs of life, so that a slow handler
 * is never taken for a dead process. Parked otherwise. One for a runtime; a daemon.
 */
final class Watchdog implements Runnable {

    private static final long INTERVAL_NS = 100_000_000;

    private final IoAgent agent;
    private final Runnable beside;
    private final Thread thread;
    private volatile boolean running = true;

    /** @param beside looked after at each of its turns */
    Watchdog(IoAgent agent, String name, Runnable beside) {
        this.agent = agent;
        this.beside = beside;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        running = false;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (running) {
            LockSupport.parkNanos(this, INTERVAL_NS);
            // Nobody's way to tell this thread anything; left set it would never park again
            Thread.interrupted();
            beside.run();
            if (agent.isHeldUp()) {
                standIn(agent.nanoTime());
            }
        }
    }

    private void standIn(long nowNs) {
        if (nowNs - agent.cycleNs() < INTERVAL_NS) {
            return;
        }
        for (EngineEndpoint endpoint : agent.endpoints().all()) {
            endpoint.standIn().look(nowNs);
        }
        // What it left unfinished is the agent's, which may have gone to sleep meanwhile.
        agent.wakeup();
    }
}
