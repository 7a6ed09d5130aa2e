// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

/** The sequence number of one of several producers: the producer's number is in the top byte. */
public final class ProducerWord {
    private static final int SHIFT = 56;

    private ProducerWord() {}

    public static long of(int producer, long sequence) {
        return (long) producer << SHIFT | sequence;
    }

    static int producer(long word) {
        return (int) (word >>> SHIFT);
    }

    static long sequence(long word) {
        return word & (1L << SHIFT) - 1;
    }
}
