// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.cli.Palette;
import io.millrace.cli.Progress;
import java.io.PrintStream;

/** What a person reads while the demo runs and when it is over. For the command's thread. */
final class DemoReport {
    private static final int SHA_PART = 8;

    private final PrintStream out;
    private final Palette palette;
    private final Progress progress;

    DemoReport(Console console, Progress progress) {
        this.out = console.out();
        this.palette = Palette.of(console);
        this.progress = progress;
    }

    void title(DemoPlan plan) {
        String cuts = plan.cuts() == 1 ? "once" : Figures.count(plan.cuts()) + " times";
        String what =
                switch (plan.transport()) {
                    case "aeron" -> "; the media driver between them is killed " + cuts + ".";
                    case "tcps" -> "; a proxy cuts the link " + cuts + ", wherever it is.";
                    default -> "; a proxy cuts the link " + cuts + ", in the middle of a frame.";
                };
        out.println(palette.strong("Two JVMs, one stream over " + plan.transport() + what));
        out.println();
    }

    void setUp(long subscriberPid, Note listening, Way way, long publisherPid, Note loaded) {
        line("subscriber", "pid " + subscriberPid + ", listens on " + listening.text("uri"));
        line(way.introduction().get(0), way.introduction().get(1));
        line(
                "publisher",
                "pid " + publisherPid + ", sends " + loaded.text("input") + ", "
                        + Figures.count(loaded.number("lines"), "line") + ", " + Figures.bytes(loaded.number("bytes"))
                        + ", " + Figures.count(loaded.number("total") / loaded.number("lines"), "time") + ": "
                        + Figures.count(loaded.number("total"), "message"));
        out.println();
    }

    void outage(String news) {
        progress.clear();
        int colon = news.indexOf(':');
        line(news.substring(0, colon), news.substring(colon + 2));
    }

    void interrupted() {
        progress.clear();
        line("stop", "interrupted: what is sent is drained and compared");
    }

    void result(Comparison comparison, long elapsedNs) {
        out.println();
        out.printf("  %-15s %21s %21s%n", "", "publisher", "subscriber");
        row(comparison, "messages", "messages", false);
        row(comparison, "text bytes", "bytes", false);
        row(comparison, "SHA-256", "sha256", true);
        order(comparison.received());
        out.println();
        figures(comparison);
        out.println();
        verdict(comparison, elapsedNs);
    }

    private void row(Comparison comparison, String label, String name, boolean hex) {
        String sent = comparison.sent().text(name);
        String received = comparison.received().text(name);
        out.printf(
                "  %-15s %21s %21s   %s%n",
                label,
                hex ? shorten(sent) : Figures.count(Long.parseLong(sent)),
                hex ? shorten(received) : Figures.count(Long.parseLong(received)),
                comparison.isEqual(name) ? palette.good("equal") : palette.bad("DIFFERENT"));
    }

    private void order(Note received) {
        long missing = received.number("missing");
        long repeated = received.number("repeated");
        boolean kept = missing == 0 && repeated == 0;
        out.printf(
                "  %-15s %21s %21s   %s%n",
                "order",
                "numbered 0, 1, 2, …",
                Figures.count(missing) + " lost, " + Figures.count(repeated) + " twice",
                kept ? palette.good("kept") : palette.bad("BROKEN"));
    }

    private void figures(Comparison comparison) {
        Note sent = comparison.sent();
        OutageLog outages = comparison.outages();
        long flooded = sent.number("flooded");
        long floodNs = sent.number("floodNs");
        line(
                "link",
                Figures.count(outages.cuts(), "cut") + ", " + Figures.count(sent.number("reconnects"), "reconnect")
                        + ", " + Figures.count(outages.refusedAttempts(), "attempt") + " refused, away for "
                        + Figures.duration(outages.awayNs()));
        line(
                "sent again",
                Figures.count(sent.number("retransmitted"), "frame") + " ("
                        + Figures.bytes(sent.number("retransmittedBytes")) + "), of which the subscriber dropped "
                        + Figures.count(comparison.received().number("duplicatesDropped")) + " as known");
        line("rate", rate(sent, flooded, floodNs, outages.awayNs()));
        latency(
                "latency",
                comparison.received(),
                "fullLoad",
                "publish to handler at full load: waiting in the full ring, and for the link");
        String pace = Figures.messageRate(1, sent.number("paceIntervalNs"));
        latency(
                "",
                comparison.received(),
                "paced",
                "the last " + Figures.count(sent.number("messages") - flooded) + " messages, at " + pace);
    }

    private void latency(String label, Note received, String name, String explanation) {
        if (!received.text(name).equals(LatencySamples.NONE)) {
            line(label, received.text(name));
            line("", palette.faint(explanation));
        }
    }

    private static String rate(Note sent, long flooded, long floodNs, long awayNs) {
        String whole = Figures.messageRate(flooded, floodNs);
        return awayNs == 0 || awayNs >= floodNs
                ? whole + " processed and acknowledged"
                : Figures.messageRate(flooded, floodNs - awayNs) + " while there was a link, "
                        + Figures.byteRate(sent.number("floodStreamBytes"), floodNs - awayNs) + " of frames; " + whole
                        + " the outage included";
    }

    private void verdict(Comparison comparison, long elapsedNs) {
        if (comparison.isEqual()) {
            out.println("  " + palette.good("Nothing lost, nothing twice, order kept.") + " "
                    + Figures.duration(elapsedNs) + " in all.");
        } else {
            out.println("  " + palette.bad("NOT EQUAL:"));
            comparison.differences().forEach(difference -> out.println("    " + difference));
        }
    }

    private void line(String label, String text) {
        out.printf("  %-12s%s%n", label, text);
    }

    private static String shorten(String hex) {
        return hex.length() <= 2 * SHA_PART
                ? hex
                : hex.substring(0, SHA_PART) + "…" + hex.substring(hex.length() - SHA_PART);
    }
}
