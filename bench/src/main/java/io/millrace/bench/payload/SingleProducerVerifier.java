// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Messages of one producer: the sequence number goes up by one each time. */
final class SingleProducerVerifier implements PayloadVerifier {
    private static final VarHandle RECEIVED = Counters.handle(MethodHandles.lookup(), "received");

    private final PayloadSizes sizes;
    private final int sequenceCycle;
    private long expected;
    private long sum;
    private long received;
    private @Nullable String firstProblem;

    SingleProducerVerifier(PayloadSizes sizes, int sequenceCycle) {
        this.sizes = sizes;
        this.sequenceCycle = sequenceCycle;
    }

    @Override
    public void accept(int length, long word, long bodySum) {
        long index = received;
        if (length != sizes.at(index) || (word != expected && length >= Long.BYTES)) {
            note(index, length, word);
        }
        long next = expected + 1;
        expected = next == sequenceCycle ? 0 : next;
        sum += bodySum;
        RECEIVED.setRelease(this, index + 1);
    }

    private void note(long index, int length, long word) {
        if (firstProblem == null) {
            firstProblem = "message " + index + " should have " + sizes.at(index) + " bytes and sequence " + expected
                    + ", but has " + length + " bytes and " + word;
        }
    }

    @Override
    public long received() {
        return (long) RECEIVED.getAcquire(this);
    }

    @Override
    public @Nullable String problem() {
        long wanted = ExpectedSum.of(sizes, received(), sequenceCycle, 0);
        if (firstProblem == null && sum != wanted) {
            return "the bytes of " + received() + " messages sum up to " + sum + " instead of " + wanted;
        }
        return firstProblem;
    }
}
