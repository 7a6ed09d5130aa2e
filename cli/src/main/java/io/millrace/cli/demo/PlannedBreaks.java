// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Breaks something after so many messages, mends it after a while, and looks when messages pass again. For the command's thread. */
final class PlannedBreaks {

    /** What is broken, and mended again. */
    interface Breakable {

        /** Breaks it; returns what was done, in words. */
        String breakAfter(long messages);

        /** Mends it. */
        void mend() throws IOException;
    }

    private final Breakable what;
    private final List<Disturbance> arranged = new ArrayList<>();
    private final List<Long> breakAfter = new ArrayList<>();
    private int broken;
    private int returns;
    private long downForNs;
    private @Nullable Long mendAtNs;
    private long mendedNs;
    private long messagesAtReturn = -1;

    PlannedBreaks(Breakable what) {
        this.what = what;
    }

    /** As {@link Way#arrange}. */
    List<Disturbance> arrange(DemoPlan plan, long total) {
        downForNs = plan.downFor().toNanos();
        for (int i = 0; i < plan.cuts(); i++) {
            arranged.add(new Disturbance(new CompletableFuture<>(), new CompletableFuture<>()));
            breakAfter.add(plan.cutAfter(i, total));
        }
        return List.copyOf(arranged);
    }

    /** As {@link Way#progress}. */
    void progress(long messages) {
        long nowNs = System.nanoTime();
        if (mendAtNs != null && nowNs - mendAtNs >= 0) {
            mendAtNs = null;
            mend(messages, nowNs);
        } else if (messagesAtReturn >= 0 && messages > messagesAtReturn) {
            messagesAtReturn = -1;
            arranged.get(returns++).flowingAgain().complete(Duration.ofNanos(nowNs - mendedNs));
        } else if (mendAtNs == null
                && messagesAtReturn < 0
                && broken < breakAfter.size()
                && messages >= breakAfter.get(broken)) {
            String words = what.breakAfter(messages);
            mendAtNs = nowNs + downForNs;
            arranged.get(broken++).done().complete(words);
        }
    }

    private void mend(long messages, long nowNs) {
        try {
            what.mend();
            mendedNs = nowNs;
            messagesAtReturn = messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
