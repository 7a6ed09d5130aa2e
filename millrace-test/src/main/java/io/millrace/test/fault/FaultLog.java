// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a proxy has done, a line each, with the time since it was made; the latest only. For any thread. */
final class FaultLog {
    private static final int MOST_LINES = 1_000;

    private final long startNs = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();
    private long dropped;

    void add(String text) {
        double seconds = (double) (System.nanoTime() - startNs) / TimeUnit.SECONDS.toNanos(1);
        String line = String.format(Locale.ROOT, "%9.3f s  %s", seconds, text);
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > MOST_LINES) {
                lines.remove();
                dropped++;
            }
        }
    }

    List<String> lines() {
        synchronized (lines) {
            if (dropped == 0) {
                return List.copyOf(lines);
            }
            Deque<String> all = new ArrayDeque<>(lines);
            all.addFirst("(" + dropped + " earlier lines are gone)");
            return List.copyOf(all);
        }
    }
}
