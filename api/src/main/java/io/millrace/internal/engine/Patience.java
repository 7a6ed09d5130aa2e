// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How a thread of the application waits for the engine: it spins, yields and parks, and where the engine has no thread
 * of its own it turns the crank. Any thread but the engine's, which never wait.
 */
final class Patience {

    private static final int SPINS = 100;
    private static final int YIELDS = 200;
    private static final long PARK_NS = 50_000;

    private final Crank crank;

    Patience(Crank crank) {
        this.crank = crank;
    }

    /** Waits a moment, the longer the more attempts there were before. */
    void pause(int attempt) {
        if (crank.help()) {
            return;
        }
        if (attempt < SPINS) {
            Thread.onSpinWait();
        } else if (attempt < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    /**
     * Waits until something holds; an interrupt does not end the wait and is kept.
     *
     * @return false if the time was over first
     */
    boolean until(BooleanSupplier holds, long timeoutNs) {
        boolean interrupted = false;
        long startNs = System.nanoTime();
        for (int attempt = 0; !holds.getAsBoolean(); attempt++) {
            if (System.nanoTime() - startNs >= timeoutNs) {
                break;
            }
            pause(attempt);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return holds.getAsBoolean();
    }
}
