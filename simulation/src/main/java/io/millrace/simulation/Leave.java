// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** A process that closes its endpoint: it drains for a while, says goodbye, and waits a little for the answer. */
final class Leave {

    private static final long GOODBYE_NS = 100 * Plan.MS;

    private final World world;
    private final long drainDeadlineNs;
    private long goodbyeDeadlineNs;
    private boolean saidGoodbye;

    Leave(World world) {
        this.world = world;
        this.drainDeadlineNs = world.nowNs() + world.plan().drainNs;
    }

    /** True once everything was acknowledged, or it has taken too long. */
    boolean isTimeForGoodbye(boolean drained) {
        if (!saidGoodbye && (drained || world.nowNs() - drainDeadlineNs >= 0)) {
            saidGoodbye = true;
            goodbyeDeadlineNs = world.nowNs() + GOODBYE_NS;
        }
        return saidGoodbye;
    }

    boolean saidGoodbye() {
        return saidGoodbye;
    }

    /** True once nobody needs to hear it any more. */
    boolean isOver(boolean linked) {
        isTimeForGoodbye(false);
        return saidGoodbye && (!linked || world.nowNs() - goodbyeDeadlineNs >= 0);
    }
}
