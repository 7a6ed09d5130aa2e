// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import org.jspecify.annotations.Nullable;

/**
 * Proves that a subscriber saw every message, in order, and read every byte. {@link #accept} is called by the one
 * thread that handles messages; {@link #received} and, once the traffic has stopped, {@link #problem} by any.
 */
public interface PayloadVerifier {
    /**
     * Takes note of one message.
     *
     * @param length bytes of its body
     * @param word the sequence number it carries, anything if it is shorter than 8 bytes
     * @param sum {@link Payload#sum} of its body
     */
    void accept(int length, long word, long sum);

    long received();

    /** What was wrong with the messages so far, null if nothing was. Call it when no message is under way. */
    @Nullable String problem();

    /** {@code sequenceCycle}: after so many messages the sequence number starts again at 0; 0 if it never does. */
    static PayloadVerifier create(PayloadSizes sizes, int producers, int sequenceCycle) {
        return producers == 1
                ? new SingleProducerVerifier(sizes, sequenceCycle)
                : new MultiProducerVerifier(sizes, producers);
    }
}
