// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How publishing threads and the harness itself wait. */
public final class CpuWait {
    private static final long STEP_NS = 200_000;
    private static final long LAZY_STEP_NS = 5_000_000;

    private CpuWait() {}

    /** Lets another thread have this core: what the measured systems do while they are back-pressured. */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is what is wanted: there are more threads than cores
    public static void yieldCore() {
        Thread.yield();
    }

    /** What a producer of the Disruptor does while the ring is full. */
    public static void parkShortly() {
        LockSupport.parkNanos(1);
    }

    /** Waits in long sleeps that leave the cores to the threads being measured. */
    public static void lazily(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(LAZY_STEP_NS);
        }
    }

    /** Returns whether the condition came true in time. */
    public static boolean until(BooleanSupplier condition, long timeoutNs) {
        long deadlineNs = System.nanoTime() + timeoutNs;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(STEP_NS);
        }
        return true;
    }
}
