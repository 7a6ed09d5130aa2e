// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Spreads messages evenly over time. For one thread. */
final class Pacer {
    private static final long LONGEST_PARK_NS = 50_000_000;

    private final double perSecond;
    private long startNs;
    private long sent;

    /** A rate of 0 is none: as fast as it goes. */
    Pacer(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits until the next message is due; false if {@code stop} said so before. */
    boolean await(BooleanSupplier stop) {
        if (perSecond <= 0) {
            return !stop.getAsBoolean();
        }
        if (sent == 0) {
            startNs = System.nanoTime();
        }
        long dueNs = startNs + (long) (sent++ * 1e9 / perSecond);
        while (!stop.getAsBoolean()) {
            long waitNs = dueNs - System.nanoTime();
            if (waitNs <= 0) {
                return true;
            }
            LockSupport.parkNanos(Math.min(waitNs, LONGEST_PARK_NS));
        }
        return false;
    }
}
