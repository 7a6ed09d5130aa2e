// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

/** Faults of one kind: five within a window are no accident. I/O agent's thread. */
final class Strikes {

    private static final int LIMIT = 5;

    private final long windowNs;
    private final long[] timesNs = new long[LIMIT];
    private int count;

    Strikes(long windowNs) {
        this.windowNs = windowNs;
    }

    /** Counts one; true if that was one too many. */
    boolean isOut(long nowNs) {
        timesNs[count % LIMIT] = nowNs;
        count++;
        // The one to be overwritten next is the oldest of the last five.
        return count >= LIMIT && nowNs - timesNs[count % LIMIT] < windowNs;
    }
}
