// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.util.Arrays;

/** Where each message of a ring begins, by its number. */
final class Positions {

    private long[] starts = new long[32];
    private int count;

    int count() {
        return count;
    }

    /** The next message begins here; returns its number. */
    int add(long position) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count] = position;
        return count++;
    }

    /** Where a message begins; for one that does not exist yet, behind everything. */
    long startOf(int number) {
        return number < count ? starts[number] : Long.MAX_VALUE;
    }

    /** The first message at or behind a position. */
    int firstAt(long position) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
