// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.function.BooleanSupplier;

/**
 * Whether an endpoint's broker is there, as the threads of its publications and subscriptions wait for it. Each time that it
 * is found anew is a generation. Any thread; told by the I/O agent.
 */
final class Presence {

    /** Instead of a generation: there will be none. */
    static final long OVER = -1;

    private long generation;
    private boolean isThere;
    private boolean isOver;

    /** The broker was found. */
    synchronized void found() {
        generation++;
        isThere = true;
        notifyAll();
    }

    /** It is away, or must not be used. */
    synchronized void lost() {
        isThere = false;
    }

    /** Nobody is to wait any more. */
    synchronized void over() {
        isOver = true;
        notifyAll();
    }

    /** Something that a waiting thread asks for has changed. */
    synchronized void look() {
        notifyAll();
    }

    /** True if the broker is there, at this moment. */
    synchronized boolean isThere() {
        return isThere && !isOver;
    }

    /** The generation of now, or of before. */
    synchronized long generation() {
        return generation;
    }

    /**
     * Waits for a generation after one that has failed. An interrupt does not end it: nobody's way to tell our threads
     * anything.
     *
     * @param failed 0 if none has
     * @return the generation, or {@link #OVER} if there will be none or {@code isDone} holds
     */
    synchronized long await(long failed, BooleanSupplier isDone) {
        while (!isOver && !isDone.getAsBoolean() && (!isThere || generation <= failed)) {
            try {
                wait(1_000);
            } catch (InterruptedException ignored) {
                // goes on waiting, and does not keep the flag: with it set it would spin
            }
        }
        return isOver || isDone.getAsBoolean() ? OVER : generation;
    }
}
