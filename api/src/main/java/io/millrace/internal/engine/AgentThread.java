// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

/**
 * Turns an agent until told to stop. Not an AgentRunner: the agent chooses itself how to wait, in select, and
 * nothing here is ever interrupted, since an interrupt closes channels.
 */
final class AgentThread implements Runnable {

    /** How long to wait for the end of the last cycle; a handler that takes longer must not hold up who closes. */
    private static final long END_PATIENCE_NS = 1_000_000_000;

    private final EngineAgent agent;
    private final Thread thread;
    private volatile boolean running = true;

    AgentThread(EngineAgent agent) {
        this.agent = agent;
        this.thread = new Thread(this, agent.roleName());
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        agent.onStart();
        try {
            while (running) {
                int work = agent.doWork();
                agent.idle(work);
                if (work == 0) {
                    // An interrupt is nobody's way to tell this thread anything; left set it would never sleep again
                    Thread.interrupted();
                }
            }
        } catch (Throwable e) {
            agent.abandon(e);
            throw e;
        } finally {
            agent.onClose();
        }
    }

    /**
     * Ends the loop after the present cycle and, unless this is the agent's thread, waits for its end; not for ever, as a
     * handler may be stuck. The thread then ends when that handler returns, and releases what there still is.
     */
    void stop() {
        running = false;
        agent.execute(() -> {});
        if (agent.isCurrentThread()) {
            return;
        }
        boolean interrupted = false;
        long startNs = System.nanoTime();
        while (thread.isAlive() && System.nanoTime() - startNs < END_PATIENCE_NS) {
            try {
                thread.join(END_PATIENCE_NS / 1_000_000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
