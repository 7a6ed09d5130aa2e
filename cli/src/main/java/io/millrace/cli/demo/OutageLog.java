// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What becomes of the link: as it is broken, and as the publisher sees it. For the command's thread. */
final class OutageLog {
    private static final long NO_TIME = Long.MIN_VALUE;

    private final List<Disturbance> disturbances;
    private int cutsTold;
    private int returnsTold;
    private int refusedAttempts;
    private long downSinceNs = NO_TIME;
    private long awayNs;
    private String lastEvent = "none";

    OutageLog(List<Disturbance> disturbances) {
        this.disturbances = disturbances;
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
        while (cutsTold < disturbances.size()
                && happened(disturbances.get(cutsTold).done())) {
            news.add(disturbances.get(cutsTold++).done().join());
        }
        while (returnsTold < cutsTold && happened(disturbances.get(returnsTold).flowingAgain())) {
            Duration wait = disturbances.get(returnsTold++).flowingAgain().join();
            news.add("back: flowing again " + Figures.duration(wait.toNanos()) + " after the link's return");
        }
        return news;
    }

    /** How often the link really was broken. */
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
