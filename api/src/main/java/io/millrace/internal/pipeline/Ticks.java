// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import java.util.function.LongSupplier;

/** The timers of a group's stages. The group's thread. */
final class Ticks {

    private final RunningStage[] stages;
    private final LongSupplier clock;
    private final boolean any;

    Ticks(RunningStage[] stages, LongSupplier clock) {
        this.stages = stages;
        this.clock = clock;
        boolean ticking = false;
        for (RunningStage stage : stages) {
            ticking |= stage.description().tick() != null;
        }
        this.any = ticking;
    }

    void start() {
        for (RunningStage stage : stages) {
            stage.startTicking(clock.getAsLong());
        }
    }

    /** Calls those whose time has come; returns how many. */
    int work() {
        if (!any) {
            return 0;
        }
        long nowNs = clock.getAsLong();
        int ticked = 0;
        for (RunningStage stage : stages) {
            ticked += stage.tick(nowNs) ? 1 : 0;
        }
        return ticked;
    }

    /** How long until the next one; {@link Long#MAX_VALUE} if there is none. */
    long untilNextNs() {
        long rest = Long.MAX_VALUE;
        if (any) {
            long nowNs = clock.getAsLong();
            for (RunningStage stage : stages) {
                rest = Math.min(rest, stage.untilTickNs(nowNs));
            }
        }
        return rest;
    }
}
