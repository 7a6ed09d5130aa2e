// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

/** So many at once, and so many a second after that. One thread. */
final class TokenBucket {

    private static final double SECOND_NS = 1e9;

    private final double capacity;
    private final double perSecond;
    private double tokens;
    private long filledNs;

    TokenBucket(double capacity, double perSecond, long nowNs) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.tokens = capacity;
        this.filledNs = nowNs;
    }

    /** Takes one, if there is one. */
    boolean take(long nowNs) {
        if (!hasAny(nowNs)) {
            return false;
        }
        tokens--;
        return true;
    }

    /** True if the next {@link #take} succeeds. */
    boolean hasAny(long nowNs) {
        tokens = Math.min(capacity, tokens + Math.max(0, nowNs - filledNs) * perSecond / SECOND_NS);
        filledNs = nowNs;
        return tokens >= 1;
    }

    /** When there is one again. */
    long nextNs(long nowNs) {
        return nowNs + (long) Math.ceil(Math.max(0, 1 - tokens) * SECOND_NS / perSecond);
    }
}
