// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.util.Arrays;

/**
 * What was appended and not answered for, oldest first: entries, and what stands between them. Guarded by its own monitor.
 */
final class Pending {

    /** An entry: its answer is its id. */
    static final int ENTRY = 0;
    /** A request to wait for replicas: its answer is their number. */
    static final int REPLICAS = 1;
    /** Messages that the log has already: there is no answer. */
    static final int KNOWN = 2;

    private static final int FIELDS = 5;

    /** Kind, first log position, log position after it, ring position after it, messages. */
    private long[] items = new long[FIELDS * 256];

    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void clear() {
        head = 0;
        size = 0;
    }

    void add(int kind, long logFrom, long logTo, long ringTo, long messages) {
        if (size * FIELDS == items.length) {
            long[] larger = Arrays.copyOfRange(items, head, head + 2 * items.length);
            System.arraycopy(items, 0, larger, items.length - head, head);
            Arrays.fill(larger, items.length, larger.length, 0);
            items = larger;
            head = 0;
        }
        int at = at(size);
        items[at] = kind;
        items[at + 1] = logFrom;
        items[at + 2] = logTo;
        items[at + 3] = ringTo;
        items[at + 4] = messages;
        size++;
    }

    /** The oldest is done with. */
    void remove() {
        head = at(1);
        size--;
    }

    private int at(int index) {
        int at = head + index * FIELDS;
        return at < items.length ? at : at - items.length;
    }

    int kind(int index) {
        return (int) items[at(index)];
    }

    long logFrom(int index) {
        return items[at(index) + 1];
    }

    long logTo(int index) {
        return items[at(index) + 2];
    }

    long ringTo(int index) {
        return items[at(index) + 3];
    }

    long messages(int index) {
        return items[at(index) + 4];
    }
}
