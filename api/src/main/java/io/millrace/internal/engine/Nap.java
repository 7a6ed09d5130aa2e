// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent's nap, in which a publishing thread may do its most urgent work: take the acknowledgements that make room. Naps
 * are taken while publishers are at it; one that is refused has nothing better to do, and a wake-up of the agent for it
 * would cost both of them more than the work.
 *
 * <p>The agent's state passes to the stand-in with one compare-and-set and back with another: what the agent wrote before
 * the nap is seen by the stand-in, and what that wrote by the agent and by the next one.
 */
final class Nap {

    private static final int AWAKE = 0;
    private static final int NAPPING = 1;
    private static final int STOOD_IN_FOR = 2;

    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /** Naps for so long, or a little less or longer, and until whoever stands in has finished. The agent's thread. */
    void take(long ns) {
        state.set(NAPPING);
        LockSupport.parkNanos(ns);
        while (!state.compareAndSet(NAPPING, AWAKE)) {
            Thread.yield();
        }
    }

    /** True if the calling thread stands in for the agent from now on, up to {@link #end}. Any thread but the agent's. */
    boolean tryStandIn() {
        return state.get() == NAPPING && state.compareAndSet(NAPPING, STOOD_IN_FOR);
    }

    /** The stand-in has finished. */
    void end() {
        state.set(NAPPING);
    }
}
