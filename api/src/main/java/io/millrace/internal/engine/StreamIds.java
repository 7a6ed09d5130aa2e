// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import java.util.BitSet;

/** The numbers of a runtime's publications in their frames: 1 to 65 535. Thread-safe. */
final class StreamIds {

    private static final int MAX = 0xFFFF;

    private final BitSet used = new BitSet();
    private int last;

    /** The next free number, round and round, so that a number rests before it is used again. */
    synchronized int next(String stream) {
        for (int tried = 0; tried < MAX; tried++) {
            last = last % MAX + 1;
            if (!used.get(last)) {
                used.set(last);
                return last;
            }
        }
        throw new ResourceException(
                ErrorCode.REJECTED_LIMIT,
                "no stream id is left for " + stream + ": " + MAX + " publications are open in this runtime",
                "close publications that are no longer used");
    }

    synchronized boolean isUsed(int streamId) {
        return used.get(streamId);
    }

    synchronized void release(int streamId) {
        used.clear(streamId);
    }
}
