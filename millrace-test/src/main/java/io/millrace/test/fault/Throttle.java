// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.util.concurrent.TimeUnit;

/** How many bytes may pass now. Used by the proxy's thread only. */
final class Throttle {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    // Saves no more than a twentieth of a second's bytes, so that a pause does not end in a burst.
    private static final int SAVED_PARTS = 20;

    private long bytesPerSecond;
    private double saved;
    private long lastNs;

    int allowance(long newBytesPerSecond, long nowNs, int wanted) {
        if (newBytesPerSecond != bytesPerSecond) {
            bytesPerSecond = newBytesPerSecond;
            saved = 0;
            lastNs = nowNs;
        }
        double most = Math.max(1, (double) bytesPerSecond / SAVED_PARTS);
        saved = Math.min(most, saved + (double) bytesPerSecond * (nowNs - lastNs) / SECOND_NS);
        lastNs = nowNs;
        return (int) Math.min(wanted, saved);
    }

    void passed(int bytes) {
        saved -= bytes;
    }

    /** How long until something worth a write may pass. */
    long waitNs() {
        double worth = Math.max(1, (double) bytesPerSecond / (2 * SAVED_PARTS));
        return Math.max(1, (long) ((worth - saved) / bytesPerSecond * SECOND_NS));
    }
}
