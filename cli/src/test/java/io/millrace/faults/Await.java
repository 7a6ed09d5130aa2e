// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process does, by looking often until a deadline. */
final class Await {
    private static final long LOOK_NS = 1_000_000;

    private Await() {}

    /** Waits until it is so; fails with what was awaited, and what was seen instead, if it is not in time. */
    static void until(Duration atMost, String what, Supplier<?> seen, BooleanSupplier condition) {
        if (!isSoWithin(atMost, condition)) {
            throw new AssertionError("not within " + atMost.toMillis() + " ms: " + what + "; seen: " + seen.get());
        }
    }

    /** True as soon as it is so, false if it is not in time. */
    static boolean isSoWithin(Duration atMost, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > atMost.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return true;
    }

    /** Lets time pass, where passing time is what is being tested: a silence, a pause. */
    static void elapsed(Duration time) {
        isSoWithin(time, () -> false);
    }
}
