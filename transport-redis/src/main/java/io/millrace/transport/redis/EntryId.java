// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import org.jspecify.annotations.Nullable;

/** The id of an entry: two numbers, by default a time in milliseconds and a number within it. */
record EntryId(long high, long low) implements Comparable<EntryId> {

    static final EntryId ZERO = new EntryId(0, 0);

    static EntryId parse(@Nullable Object word) {
        String text = Replies.text(word);
        int dash = text.indexOf('-');
        return dash < 0
                ? new EntryId(Long.parseUnsignedLong(text), 0)
                : new EntryId(
                        Long.parseUnsignedLong(text.substring(0, dash)),
                        Long.parseUnsignedLong(text.substring(dash + 1)));
    }

    boolean isZero() {
        return high == 0 && low == 0;
    }

    @Override
    public int compareTo(EntryId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(high) + "-" + Long.toUnsignedString(low);
    }
}
