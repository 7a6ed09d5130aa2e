// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What turns the agent in INVOKER threading: the application's thread, in {@code doWork()} or in a call that waits. One
 * thread at a time.
 *
 * <p><b>Whose handlers.</b> An application that turns the crank itself wants its handlers on that thread. So the crank
 * has an owner, the last thread that called {@code doWork()}, and before that the one that built the runtime. A call that
 * waits turns it on the owner's thread only; on any other it waits for the owner. Only at the end of the runtime, when
 * the owner has turned its back on it, another may turn it.
 */
final class Crank {

    private static final int FREE = 0;
    private static final int WORKING = 1;
    private static final int HELPING = 2;

    /** An owner who has not turned the crank for so long may have left for good. */
    private static final long ABSENT_NS = 100_000_000;

    private final IoAgent agent;
    private final boolean invoked;
    private final AtomicInteger state = new AtomicInteger(FREE);
    private volatile Thread owner = Thread.currentThread();
    private volatile long turnedNs = System.nanoTime();
    private volatile boolean closing;
    private boolean over;

    /** @param invoked false if threads of the engine's own turn the agents: then this does nothing but complain */
    Crank(IoAgent agent, boolean invoked) {
        this.agent = agent;
        this.invoked = invoked;
    }

    boolean isInvoked() {
        return invoked;
    }

    /** The application's own turn; work done. */
    int doWork() {
        if (!invoked) {
            throw misused(
                    "doWork() was called, but the runtime turns itself",
                    "leave it out, or build the runtime with threading(ThreadingMode.INVOKER)");
        }
        if (agent.isCurrentThread()) {
            throw misused(
                    "doWork() was called in a handler or listener, that is within doWork()",
                    "let the handler return; the loop that called it goes on");
        }
        Thread self = Thread.currentThread();
        if (!state.compareAndSet(FREE, WORKING)) {
            if (state.get() == WORKING) {
                throw misused(
                        "doWork() was called by " + self.getName() + " while " + owner.getName() + " was in it",
                        "call it from one thread, or from one after the other");
            }
            // A call that waits was about to give way: from now on this thread is the owner.
            owner = self;
            return 0;
        }
        owner = self;
        return turn();
    }

    /** A turn by a thread that waits for something, if it may: true if it has turned. */
    boolean help() {
        if (!invoked || agent.isCurrentThread() || !mayHelp() || !state.compareAndSet(FREE, HELPING)) {
            return false;
        }
        return turn() > 0;
    }

    private boolean mayHelp() {
        return owner == Thread.currentThread() || closing && System.nanoTime() - turnedNs > ABSENT_NS;
    }

    private int turn() {
        if (over) {
            state.set(FREE);
            return 0;
        }
        agent.turnedBy(Thread.currentThread());
        try {
            int work = agent.doWork();
            agent.turned(work);
            return work;
        } catch (Throwable e) {
            over = true;
            agent.abandon(e);
            agent.onClose();
            throw e;
        } finally {
            agent.turnedBy(null);
            turnedNs = System.nanoTime();
            state.set(FREE);
        }
    }

    /** How long nobody has turned it, if somebody must. */
    long restedNs() {
        return invoked ? System.nanoTime() - turnedNs : 0;
    }

    /** The runtime is to end: whoever waits for that may turn the crank if its owner does not. */
    void closing() {
        closing = true;
    }

    /**
     * Ends it, as soon as nobody turns it any more.
     *
     * @return false if somebody still does; to be tried again
     */
    boolean tryEnd() {
        if (!state.compareAndSet(FREE, HELPING)) {
            return false;
        }
        if (!over) {
            over = true;
            agent.turnedBy(Thread.currentThread());
            try {
                agent.onClose();
            } finally {
                agent.turnedBy(null);
            }
        }
        state.set(FREE);
        return true;
    }

    /** Nobody turns the runtime, and somebody waits for what only a turn can bring. */
    ConfigurationException left(String what) {
        return misused(
                what + " waits for the runtime, which nobody has turned for " + restedNs() / 1_000_000
                        + " ms; its thread is " + owner.getName(),
                "call doWork() again and again on that thread, or make this call there");
    }

    private static ConfigurationException misused(String message, String hint) {
        return new ConfigurationException(ErrorCode.WRONG_THREADING, message, hint);
    }
}
