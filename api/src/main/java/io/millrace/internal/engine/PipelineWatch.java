// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.pipeline.StageGroup;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds handlers that do not return, stages that do not go on, and claims that stay open: what is at two looks in the same
 * place has been there in between. Nobody who works pays for it. The watchdog's thread, but for what it has found.
 */
final class PipelineWatch {

    /** A group's place at the last look. */
    private static final class Mark {
        private final PipelineThread thread;
        private long at = -1;
        private long done = -1;
        private long sinceNs;
        private boolean told;
        private volatile @Nullable String stalled;

        Mark(PipelineThread thread) {
            this.thread = thread;
        }
    }

    private final List<Mark> marks = new ArrayList<>();
    private final PipelineInput input;
    private final PipelineEvents events;
    private final long afterNs;
    private volatile @Nullable String claim;

    PipelineWatch(List<PipelineThread> threads, PipelineInput input, PipelineEvents events, long afterNs) {
        threads.forEach(thread -> marks.add(new Mark(thread)));
        this.input = input;
        this.events = events;
        this.afterNs = afterNs;
    }

    void look(long nowNs) {
        marks.forEach(mark -> look(mark, nowNs));
        RingClaim open = input.stalledClaim(nowNs, afterNs);
        String where = open == null ? null : open.whereabouts() + " has been open for more than " + seconds(afterNs);
        if (where != null && !where.equals(claim)) {
            events.tell(Kind.CLAIM_STALLED, where + ": what is behind it is not handled");
        }
        claim = where;
    }

    private void look(Mark mark, long nowNs) {
        StageGroup group = mark.thread.group();
        long at = group.whereabouts();
        long done = group.donePosition();
        if (at != mark.at || done != mark.done || !group.isDue() || group.isStopped()) {
            mark.at = at;
            mark.done = done;
            mark.sinceNs = nowNs;
            mark.told = false;
            mark.stalled = null;
            return;
        }
        long forNs = nowNs - mark.sinceNs;
        if (forNs <= afterNs) {
            return;
        }
        String stage = group.busyStage().title();
        String what = "stage " + stage + " has been at position " + at + " for " + seconds(forNs) + ", on thread "
                + mark.thread.name() + (group.isRetrying() ? ": its handler keeps failing" : "");
        mark.stalled = what;
        if (!mark.told) {
            mark.told = true;
            events.tell(Kind.HANDLER_STALLED, stage, at, null, what);
        }
    }

    private static String seconds(long ns) {
        return ns >= 1_000_000_000 ? ns / 1_000_000_000 + " s" : ns / 1_000_000 + " ms";
    }

    /** What hangs, a line each. Any thread. */
    List<String> findings() {
        List<String> found = new ArrayList<>();
        for (Mark mark : marks) {
            String stalled = mark.stalled;
            if (stalled != null) {
                found.add(stalled);
            }
        }
        String open = claim;
        if (open != null) {
            found.add(open);
        }
        return found;
    }

    /** True if a group hangs. Any thread. */
    boolean isStalled(StageGroup group) {
        return marks.stream().anyMatch(mark -> mark.thread.group() == group && mark.stalled != null);
    }
}
