// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * What of one stream was handed on and is not done with: pairs of positions, here and where it was handed on to. A pair is
 * noted when somebody asks how far the stream is, not for each message. The I/O agent's thread.
 */
public final class Unsettled {

    private static final int PAIRS = 256;

    private final Settlement settlement;
    private final long[] here = new long[PAIRS];
    private final long[] there = new long[PAIRS];
    private int first;
    private int count;
    private long noted;
    private long done;

    /** Everything before {@code position} is done with. */
    public Unsettled(Settlement settlement, long position) {
        this.settlement = settlement;
        this.noted = position;
        this.done = position;
    }

    /** How far the stream is done with, of which everything before {@code handled} was handed on. */
    public long upTo(long handled) {
        if (handled != noted) {
            noted = handled;
            note(handled, settlement.accepted());
        }
        long settled = count == 0 ? 0 : settlement.settled();
        while (count > 0 && there[first] <= settled) {
            done = here[first];
            first = (first + 1) % PAIRS;
            count--;
        }
        return done;
    }

    private void note(long handled, long accepted) {
        // With no room left the last pair stands for more: what it says comes later, never too early.
        int at = (first + Math.min(count, PAIRS - 1)) % PAIRS;
        here[at] = handled;
        there[at] = accepted;
        count = Math.min(count + 1, PAIRS);
    }
}
