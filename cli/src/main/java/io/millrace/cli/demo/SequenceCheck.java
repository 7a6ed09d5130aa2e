// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

/** Whether numbers come as 0, 1, 2, and so on, and if not, what is wrong with them. For one thread. */
final class SequenceCheck {
    private long expected;
    private long missing;
    private long repeated;

    void accept(long sequence) {
        if (sequence == expected) {
            expected++;
        } else if (sequence < expected) {
            repeated++;
        } else {
            missing += sequence - expected;
            expected = sequence + 1;
        }
    }

    /** Numbers that were jumped over. One that comes later after all counts as repeated too: it was out of order. */
    long missing() {
        return missing;
    }

    /** Numbers that came when a higher one had been there already. */
    long repeated() {
        return repeated;
    }
}
