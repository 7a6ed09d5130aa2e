// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import io.millrace.test.fault.Cut;
import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Outage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What becomes of the link: as the proxy breaks it, and as the publisher sees it. For the command's thread. */
final class OutageLog {
    // Well inside the payload of most lines, and inside the header of none.
    private static final int CUT_OFFSET = 47;
    private static final long NO_TIME = Long.MIN_VALUE;

    private final DemoPlan plan;
    private final List<Outage> outages = new ArrayList<>();
    private int cutsTold;
    private int returnsTold;
    private int refusedAttempts;
    private long downSinceNs = NO_TIME;
    private long awayNs;
    private String lastEvent = "none";

    OutageLog(FaultProxy proxy, DemoPlan plan, long total) {
        this.plan = plan;
        for (int i = 0; i < plan.cuts(); i++) {
            outages.add(proxy.cutInsideFrame(plan.cutAfter(i, total), CUT_OFFSET, plan.downFor()));
        }
    }

    /** Something that the publisher saw. */
    void event(Note note) {
        lastEvent = note.text("text");
        switch (note.text("kind")) {
            case "LINK_DOWN" -> downSinceNs = downSinceNs == NO_TIME ? note.number("at") : downSinceNs;
            case "ATTEMPT_FAILED" -> refusedAttempts++;
            case "LINK_UP" -> {
                if (downSinceNs != NO_TIME) {
                    awayNs += note.number("at") - downSinceNs;
                    downSinceNs = NO_TIME;
                }
            }
            default -> {
                // of no interest here
            }
        }
    }

    /** Lines about what has happened since the last call. */
    List<String> news() {
        List<String> news = new ArrayList<>();
        while (cutsTold < outages.size() && happened(outages.get(cutsTold).cut())) {
            Cut cut = outages.get(cutsTold++).cut().join();
            news.add("cut: " + cut.forwardedBytes() + " of the " + cut.frameLength() + " bytes of frame "
                    + Figures.count(cut.frame()) + " had passed; both sides reset, connections refused for "
                    + Figures.duration(plan.downFor().toNanos()));
        }
        while (returnsTold < cutsTold && happened(outages.get(returnsTold).flowingAgain())) {
            Duration wait = outages.get(returnsTold++).flowingAgain().join();
            news.add("back: flowing again " + Figures.duration(wait.toNanos()) + " after the link's return");
        }
        return news;
    }

    /** How often the link really was cut inside a frame. */
    int cuts() {
        return cutsTold;
    }

    /** How often the publisher knocked in vain. */
    int refusedAttempts() {
        return refusedAttempts;
    }

    /** How long the publisher was without a link, all times together. */
    long awayNs() {
        return awayNs;
    }

    String lastEvent() {
        return lastEvent;
    }

    private static boolean happened(CompletableFuture<?> future) {
        return future.isDone() && !future.isCompletedExceptionally();
    }
}
