// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.util.ArrayDeque;

/**
 * Messages that a stream has though some before them are missing: a server that refuses for want of memory may take the next
 * entry again. They are not sent a second time. Positions are asked for in rising order.
 */
final class StoredAhead {

    private final ArrayDeque<long[]> ranges = new ArrayDeque<>();

    void clear() {
        ranges.clear();
    }

    void add(long from, long to) {
        ranges.add(new long[] {from, to});
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean has(long position) {
        while (!ranges.isEmpty() && ranges.getFirst()[1] <= position) {
            ranges.removeFirst();
        }
        return !ranges.isEmpty() && ranges.getFirst()[0] <= position;
    }
}
