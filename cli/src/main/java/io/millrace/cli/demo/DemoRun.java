// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.cli.Interruption;
import io.millrace.cli.Progress;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One demo from start to verdict, on the command's thread: starts the two JVMs, breaks the link, compares. */
final class DemoRun {
    private static final long START_TIMEOUT_MS = 20_000;
    private static final long POLL_MS = 20;
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(30);

    private final DemoPlan plan;
    private final Interruption interruption;
    private final DemoReport report;
    private final Progress progress;
    private long total;
    private long lastMessages;
    private long lastChangeNs;
    private boolean stopSent;

    DemoRun(DemoPlan plan, Console console, Interruption interruption) {
        this.plan = plan;
        this.interruption = interruption;
        this.progress = new Progress(console, false);
        this.report = new DemoReport(console, progress);
    }

    int run() throws IOException, InterruptedException {
        report.title(plan);
        try (DemoAddress address = DemoAddress.of(plan.transport());
                ChildProcess subscriber = ChildProcess.start("subscriber", plan.subscriberArguments(address.uri()));
                ChildProcess publisher = ChildProcess.start("publisher", plan.publisherArguments())) {
            Note listening = subscriber.await(Note.READY, START_TIMEOUT_MS);
            Note loaded = publisher.await(Note.READY, START_TIMEOUT_MS);
            total = loaded.number("total");
            try (Way way = address.way(listening.text("uri"))) {
                report.setUp(subscriber.pid(), listening, way, publisher.pid(), loaded);
                OutageLog outages = new OutageLog(way.arrange(plan, total));
                publisher.order(Parent.CONNECT + way.uri());
                Note sent = follow(publisher, subscriber, outages, way);
                subscriber.order(Parent.FINISH);
                Note received = subscriber.await(Note.RESULT, START_TIMEOUT_MS);
                progress.clear();
                Comparison comparison = new Comparison(sent, received, total, outages, plan, stopSent);
                report.result(comparison, progress.elapsedNs());
                return comparison.isEqual() ? 0 : 1;
            }
        } finally {
            progress.clear();
        }
    }

    private Note follow(ChildProcess publisher, ChildProcess subscriber, OutageLog outages, Way way)
            throws InterruptedException {
        lastChangeNs = System.nanoTime();
        while (true) {
            Note note = publisher.poll(POLL_MS);
            if (note != null && note.is(Note.RESULT)) {
                outages.news().forEach(report::outage);
                return note;
            }
            if (note != null && note.is(Note.EXIT)) {
                throw publisher.died();
            }
            if (!subscriber.isAlive()) {
                throw subscriber.died();
            }
            take(note, outages);
            way.progress(lastMessages);
            outages.news().forEach(report::outage);
            if (interruption.requested() && !stopSent) {
                stopSent = true;
                publisher.order(Parent.STOP);
                report.interrupted();
            }
            checkStall(outages);
        }
    }

    private void take(@Nullable Note note, OutageLog outages) {
        if (note == null) {
            return;
        }
        if (note.is(Note.EVENT)) {
            outages.event(note);
        } else if (note.is(Note.PROGRESS)) {
            long messages = note.number("messages");
            if (messages != lastMessages) {
                lastMessages = messages;
                lastChangeNs = System.nanoTime();
            }
            progress.tick(messages, note.number("bytes"), (double) messages / total);
        }
    }

    // A demo of reliability that hangs must say so.
    private void checkStall(OutageLog outages) {
        long silentNs = System.nanoTime() - lastChangeNs;
        if (silentNs > STALL_NS + plan.downFor().toNanos()) {
            throw CliException.failure(
                    "nothing has moved for " + Figures.duration(silentNs) + ", after " + Figures.count(lastMessages)
                            + " of " + Figures.count(total) + " messages; the publisher's last event: "
                            + outages.lastEvent(),
                    "this should not happen: please report it");
        }
    }
}
