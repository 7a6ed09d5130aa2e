// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

/** What the bodies of the first {@code count} messages of a producer must sum up to, in wrapping arithmetic. */
final class ExpectedSum {
    private ExpectedSum() {}

    static long of(PayloadSizes sizes, long count, int sequenceCycle, int producer) {
        if (sequenceCycle == 0) {
            return endless(sizes, count, producer);
        }
        long whole = brute(sizes, sequenceCycle);
        return count / sequenceCycle * whole + brute(sizes, (int) (count % sequenceCycle));
    }

    /** A cycle of sequence numbers is a whole number of cycles of sizes, so both start again together. */
    private static long brute(PayloadSizes sizes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += bodySum(sizes.at(i), i);
        }
        return sum;
    }

    private static long endless(PayloadSizes sizes, long count, int producer) {
        int cycle = sizes.cycleLength();
        long sum = 0;
        for (int i = 0; i < Math.min(cycle, count); i++) {
            long messages = (count - 1 - i) / cycle + 1;
            sum += messages * bodySum(sizes.at(i), ProducerWord.of(producer, i));
            if (sizes.at(i) >= Long.BYTES) {
                sum += cycle * triangle(messages);
            }
        }
        return sum;
    }

    private static long bodySum(int length, long word) {
        return Payload.fillSum(length) + (length >= Long.BYTES ? word : 0);
    }

    /** 0 + 1 + … + (n - 1). */
    private static long triangle(long n) {
        return n % 2 == 0 ? n / 2 * (n - 1) : (n - 1) / 2 * n;
    }
}
