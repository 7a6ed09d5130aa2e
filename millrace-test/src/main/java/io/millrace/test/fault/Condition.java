// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

/**
 * How one direction of a connection is until it is healed. Immutable.
 *
 * @param latencyNs how long every byte is kept
 * @param jitterNs up to how much longer, drawn for each chunk; the order stays
 * @param bytesPerSecond passed on at most; 0 is no limit
 * @param splitBytes passed on at most in one write; 0 is no limit
 * @param drops reads, and throws away
 * @param holds neither reads nor writes
 * @param hidesEnd tells nobody that the sender has ended
 */
record Condition(
        long latencyNs,
        long jitterNs,
        long bytesPerSecond,
        int splitBytes,
        boolean drops,
        boolean holds,
        boolean hidesEnd) {

    static final Condition GOOD = new Condition(0, 0, 0, 0, false, false, false);

    boolean delays() {
        return latencyNs + jitterNs > 0;
    }

    Condition withLatency(long newLatencyNs, long newJitterNs) {
        return new Condition(newLatencyNs, newJitterNs, bytesPerSecond, splitBytes, drops, holds, hidesEnd);
    }

    Condition withThrottle(long newBytesPerSecond) {
        return new Condition(latencyNs, jitterNs, newBytesPerSecond, splitBytes, drops, holds, hidesEnd);
    }

    Condition withSplit(int newSplitBytes) {
        return new Condition(latencyNs, jitterNs, bytesPerSecond, newSplitBytes, drops, holds, hidesEnd);
    }

    Condition withDrop() {
        return new Condition(latencyNs, jitterNs, bytesPerSecond, splitBytes, true, holds, hidesEnd);
    }

    Condition withHold(boolean newHolds) {
        return new Condition(latencyNs, jitterNs, bytesPerSecond, splitBytes, drops, newHolds, hidesEnd);
    }

    Condition withHiddenEnd() {
        return new Condition(latencyNs, jitterNs, bytesPerSecond, splitBytes, drops, holds, true);
    }
}
