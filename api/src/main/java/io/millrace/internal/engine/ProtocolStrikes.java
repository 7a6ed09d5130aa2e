// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

/** Breaches of the protocol by one peer: five within a minute are no accident. I/O agent's thread. */
final class ProtocolStrikes {

    private static final int LIMIT = 5;
    private static final long WINDOW_NS = 60_000_000_000L;

    private final long[] timesNs = new long[LIMIT];
    private int count;

    /** Counts one; true if that was one too many. */
    boolean isOut(long nowNs) {
        long oldestNs = timesNs[count % LIMIT];
        timesNs[count % LIMIT] = nowNs;
        count++;
        return count >= LIMIT && nowNs - (count == LIMIT ? timesNs[0] : oldestNs) < WINDOW_NS;
    }
}
