// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.jmh;

/** The wait of {@code YieldingWaitStrategy}: a hundred looks, then a yield before each further one. One thread's own. */
final class SpinThenYield {
    private static final int SPINS = 100;

    private int left = SPINS;

    void reset() {
        left = SPINS;
    }

    @SuppressWarnings("ThreadPriorityCheck") // what the Disruptor does is what is compared
    void idle() {
        if (left > 0) {
            left--;
        } else {
            Thread.yield();
        }
    }
}
