// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

/**
 * What a handler adds up, far from what other threads write: handlers are small objects that are made one after the other, and
 * would share cache lines. One thread's own.
 */
public final class PaddedSum {
    private static final int MIDDLE = 16;

    private final long[] sums = new long[2 * MIDDLE];

    /** Adds to the sum. */
    public void add(long value) {
        sums[MIDDLE] += value;
    }

    @Override
    public String toString() {
        return "sum " + sums[MIDDLE];
    }
}
