// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.util.random.RandomGenerator;

/**
 * Full jitter: the wait before attempt n is uniform in 0 to min(cap, base · 2<sup>n</sup>); the first attempt is made at
 * once. Reset when an acknowledgement has advanced, so that a peer that accepts and dies at once is not hammered.
 *
 * <p>Nor is a wait longer than the peer has been away (or the base, if that is longer): else a few short waits that fail
 * soon lead to a long one, and a peer that was away for a third of a second is found again after more than one.
 */
public final class Backoff {

    private final RandomGenerator random;
    private final long baseNs;
    private final long capNs;
    private int attempts;

    /** Waits of up to {@code baseNs}, doubled up to {@code capNs}. */
    public Backoff(RandomGenerator random, long baseNs, long capNs) {
        this.random = random;
        this.baseNs = baseNs;
        this.capNs = capNs;
    }

    /**
     * The wait before the next attempt.
     *
     * @param awayNs how long the peer has been away
     * @param floorNs what the peer asked for; the wait is never less
     */
    public long nextDelayNs(long awayNs, long floorNs) {
        int n = attempts++;
        if (n == 0) {
            return floorNs;
        }
        long ceiling = n >= Long.numberOfLeadingZeros(baseNs) - 1 ? capNs : Math.min(capNs, baseNs << (n - 1));
        return Math.max(floorNs, random.nextLong(Math.min(ceiling, Math.max(baseNs, awayNs)) + 1));
    }

    /** Attempts since the last reset. */
    public int attempts() {
        return attempts;
    }

    /** The path works: begin anew. */
    public void reset() {
        attempts = 0;
    }
}
