// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has come to. Filled by the run's thread. */
final class Outcome {
    /** What a process held when it was warm, and at the end. */
    record Change(Vitals start, Vitals end) {
        boolean isLeak() {
            return end.isLeakSince(start);
        }
    }

    private final List<Long> recoveriesNs = new ArrayList<>();
    private final Map<String, Change> vitals = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private Tally tally = new Tally();
    private int faults;
    private int kills;

    void fault(Fault fault) {
        faults++;
        kills += fault.kind() == Fault.Kind.KILL ? 1 : 0;
    }

    int faults() {
        return faults;
    }

    int kills() {
        return kills;
    }

    void recovery(long ns) {
        recoveriesNs.add(ns);
    }

    void problem(String text) {
        problems.add(text);
    }

    List<String> problems() {
        return problems;
    }

    void vitals(String actor, Vitals start, Vitals end) {
        vitals.put(actor, new Change(start, end));
    }

    Map<String, Change> vitals() {
        return vitals;
    }

    void tally(Tally counted) {
        tally = counted;
    }

    Tally tally() {
        return tally;
    }

    boolean leaks() {
        return vitals.values().stream().anyMatch(Change::isLeak);
    }

    boolean isGood() {
        return tally.isGood() && problems.isEmpty() && !leaks();
    }

    /** The time within which {@code percent} of all faults' ends were followed by messages on every stream. */
    String recovery(int percent) {
        if (recoveriesNs.isEmpty()) {
            return "-";
        }
        List<Long> sorted = recoveriesNs.stream().sorted().toList();
        int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
        return Figures.duration(sorted.get(Math.max(0, index)));
    }
}
