// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Messages of several producers: each one's sequence goes up by one, in whatever way they interleave. */
final class MultiProducerVerifier implements PayloadVerifier {
    private static final VarHandle RECEIVED = Counters.handle(MethodHandles.lookup(), "received");

    private final PayloadSizes sizes;
    private final long[] expected;
    private long sum;
    private long received;
    private @Nullable String firstProblem;

    MultiProducerVerifier(PayloadSizes sizes, int producers) {
        if (sizes.minBytes() < Long.BYTES) {
            throw new IllegalArgumentException(
                    "several publishers need messages of 8 bytes or more, to tell whose each one is; --size "
                            + sizes.label() + " has smaller ones");
        }
        this.sizes = sizes;
        this.expected = new long[producers];
    }

    @Override
    public void accept(int length, long word, long bodySum) {
        int producer = ProducerWord.producer(word);
        long sequence = ProducerWord.sequence(word);
        if (producer >= expected.length || sequence != expected[producer] || length != sizes.at(sequence)) {
            note(producer, sequence, length);
        } else {
            expected[producer] = sequence + 1;
        }
        sum += bodySum;
        RECEIVED.setRelease(this, received + 1);
    }

    private void note(int producer, long sequence, int length) {
        if (firstProblem == null) {
            String wanted = producer < expected.length ? String.valueOf(expected[producer]) : "no such producer";
            firstProblem = "producer " + producer + ": got message " + sequence + " of " + length + " bytes, expected "
                    + wanted;
        }
    }

    @Override
    public long received() {
        return (long) RECEIVED.getAcquire(this);
    }

    @Override
    public @Nullable String problem() {
        long wanted = 0;
        for (int producer = 0; producer < expected.length; producer++) {
            wanted += ExpectedSum.of(sizes, expected[producer], 0, producer);
        }
        if (firstProblem == null && sum != wanted) {
            return "the bytes of " + received() + " messages sum up to " + sum + " instead of " + wanted;
        }
        return firstProblem;
    }
}
