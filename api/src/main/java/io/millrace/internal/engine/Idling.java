// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.IdleMode;
import java.util.concurrent.locks.LockSupport;

/** Waits between an agent's cycles, as the {@link IdleMode} says. The agent's thread. */
final class Idling {

    private static final int SPINS = 20;
    private static final int YIELDS = 60;
    private static final int PAUSE = SPINS + YIELDS + 1;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 1_000_000;

    private final Rester agent;
    private final Nap nap = new Nap();
    private volatile IdleMode mode;
    private int idleCycles;
    private long parkNs = MIN_PARK_NS;

    /** An agent, as seen by what lets it wait. */
    interface Rester {

        /** A pause has come: what waits for more to come is done now. */
        void settle();

        /** Sleeps until there is something to do; settles before. */
        void sleep();

        /** It has been away for a while, be it short: what the selector knows is to be asked at the next cycle. */
        void rested();
    }

    Idling(Rester agent, IdleMode mode) {
        this.agent = agent;
        this.mode = mode;
    }

    void mode(IdleMode newMode) {
        mode = newMode;
    }

    /** After a cycle that did something. */
    void worked() {
        idleCycles = 0;
        parkNs = MIN_PARK_NS;
    }

    /** After a cycle that did nothing. */
    void idle() {
        int cycles = ++idleCycles;
        switch (mode) {
            case BLOCK -> agent.sleep();
            case ADAPTIVE -> {
                if (!spunOrYielded(cycles)) {
                    agent.sleep();
                }
            }
            case BACKOFF -> {
                if (!spunOrYielded(cycles)) {
                    settleOnce(cycles);
                    park();
                }
            }
            case SPIN -> {
                settleOnce(cycles);
                Thread.onSpinWait();
            }
            case YIELD -> {
                settleOnce(cycles);
                Thread.yield();
            }
        }
    }

    private static boolean spunOrYielded(int cycles) {
        if (cycles <= SPINS) {
            Thread.onSpinWait();
            return true;
        }
        if (cycles <= SPINS + YIELDS) {
            Thread.yield();
            return true;
        }
        return false;
    }

    private void settleOnce(int cycles) {
        if (cycles == PAUSE) {
            agent.settle();
        } else if (cycles < 0) {
            idleCycles = PAUSE;
        }
    }

    private void park() {
        LockSupport.parkNanos(parkNs);
        parkNs = Math.min(parkNs * 2, MAX_PARK_NS);
        agent.rested();
    }

    /** Publishers fill batches and write them; this thread would only be in their way. */
    void nap(long ns) {
        switch (mode) {
            case SPIN -> Thread.onSpinWait();
            case YIELD -> Thread.yield();
            case ADAPTIVE, BACKOFF, BLOCK -> {
                nap.take(ns);
                agent.rested();
            }
        }
    }

    /** The nap, for who may stand in meanwhile. */
    Nap present() {
        return nap;
    }
}
