// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.payload.PayloadVerifier;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes a millisecond over every message, and knows that some will be kept from it: what it gets must go up, no more.
 */
final class SlowVerifier implements PayloadVerifier {
    private static final long PAUSE_NS = 1_000_000;

    private long last = -1;
    private volatile long received;
    private volatile @Nullable String problem;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void accept(int length, long word, long sum) {
        if (word <= last && problem == null) {
            problem = "message " + word + " came after " + last;
        }
        last = word;
        received++;
        LockSupport.parkNanos(PAUSE_NS);
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }
}
