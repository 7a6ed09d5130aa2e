// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Figures;
import java.io.PrintStream;
import java.util.Locale;

/** Prints what a run has come to. */
final class TortureReport {
    private final PrintStream out;

    TortureReport(PrintStream out) {
        this.out = out;
    }

    void print(Plan plan, Outcome outcome, double minutes) {
        Tally tally = outcome.tally();
        line("accepted", Figures.count(tally.accepted, "message"));
        line("handled", Figures.count(tally.handled, "message"));
        line(
                "repeated",
                Figures.count(tally.repeatedFlagged) + " flagged, after a crash; "
                        + Figures.count(tally.repeatedUnflagged) + " not flagged, "
                        + Figures.count(tally.repeatedInOneLife) + " in one life");
        line(
                "lost",
                Figures.count(tally.announcedLost) + " announced, " + Figures.count(tally.unannouncedLost)
                        + " unannounced; " + Figures.count(tally.beforeJoin) + " before the first subscriber");
        line(
                "order",
                Figures.count(tally.reordered) + " late, " + Figures.count(tally.phantoms) + " never published, "
                        + Figures.count(tally.corrupt) + " altered");
        line(
                "faults",
                outcome.faults() + ", of them " + outcome.kills() + " kills; flowing again after "
                        + outcome.recovery(50) + " (half of them), " + outcome.recovery(99) + " (99 %), "
                        + outcome.recovery(100) + " (all)");
        outcome.vitals().forEach((actor, change) -> line(actor, vitals(change)));
        tally.findings().forEach(finding -> line("FOUND", finding));
        outcome.problems().forEach(problem -> line("PROBLEM", problem));
        out.println(account(plan, outcome, minutes));
    }

    private void line(String name, String text) {
        out.println(String.format(Locale.ROOT, "  %-10s %s", name, text));
    }

    private static String vitals(Outcome.Change change) {
        Vitals start = change.start();
        Vitals end = change.end();
        return "heap " + Figures.bytes(start.heapBytes()) + " -> " + Figures.bytes(end.heapBytes()) + ", direct "
                + Figures.bytes(start.directBytes()) + " -> " + Figures.bytes(end.directBytes()) + ", resident "
                + Figures.bytes(start.residentBytes()) + " -> " + Figures.bytes(end.residentBytes()) + ", threads "
                + start.threads() + " -> " + end.threads() + ", descriptors " + start.descriptors() + " -> "
                + end.descriptors() + (change.isLeak() ? "  LEAK" : "");
    }

    /** One row of a table of runs. */
    private static String account(Plan plan, Outcome outcome, double minutes) {
        Tally tally = outcome.tally();
        return "| "
                + String.join(
                        " | ",
                        plan.transport(),
                        Long.toString(plan.seed()),
                        String.format(Locale.ROOT, "%.1f min", minutes),
                        Figures.count(tally.accepted),
                        Figures.count(tally.handled),
                        Integer.toString(outcome.faults()),
                        Integer.toString(outcome.kills()),
                        Figures.count(tally.repeatedFlagged),
                        Figures.count(tally.repeatedUnflagged + tally.repeatedInOneLife),
                        Figures.count(tally.announcedLost),
                        Figures.count(tally.unannouncedLost),
                        outcome.recovery(50) + " / " + outcome.recovery(99) + " / " + outcome.recovery(100),
                        outcome.leaks() ? "yes" : "none",
                        outcome.isGood() ? "passed" : "FAILED")
                + " |";
    }
}
