// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * How long one session may still be the one that alone keeps a ring full: a budget, regained after a long time without
 * being it. I/O agent's thread.
 */
public final class SlowBudget {

    static final long BUDGET_NS = 5_000_000_000L;
    static final long REGAINED_AFTER_NS = 60_000_000_000L;

    private final long budgetNs;
    private final long regainedAfterNs;
    private long spentNs;
    private long lastNs;
    private boolean culprit;

    /** Five seconds, regained after a minute. */
    public SlowBudget() {
        this(BUDGET_NS, REGAINED_AFTER_NS);
    }

    /** A budget of so much, regained after so long without being the cause. */
    public SlowBudget(long budgetNs, long regainedAfterNs) {
        this.budgetNs = budgetNs;
        this.regainedAfterNs = regainedAfterNs;
    }

    /**
     * It alone keeps the ring full at the moment.
     *
     * @return true if there is no patience left
     */
    boolean spend(long nowNs) {
        regain(nowNs);
        if (culprit) {
            spentNs += nowNs - lastNs;
        }
        culprit = true;
        lastNs = nowNs;
        return isExhausted();
    }

    /** It does not, at the moment. */
    void spare(long nowNs) {
        culprit = false;
        regain(nowNs);
    }

    private void regain(long nowNs) {
        if (!culprit && spentNs > 0 && nowNs - lastNs >= regainedAfterNs) {
            spentNs = 0;
        }
    }

    /** True if it is dealt with at once, should it keep the ring full again. */
    boolean isExhausted() {
        return spentNs >= budgetNs;
    }
}
