// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

/** The sequence number of one of several producers or streams: whose it is is in the two top bytes. */
public final class ProducerWord {
    private static final int SHIFT = 48;

    private ProducerWord() {}

    public static long of(int producer, long sequence) {
        return (long) producer << SHIFT | sequence;
    }

    public static int producer(long word) {
        return (int) (word >>> SHIFT);
    }

    static long sequence(long word) {
        return word & (1L << SHIFT) - 1;
    }
}
