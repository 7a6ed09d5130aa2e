// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.Endpoint;
import io.millrace.EndpointCounters;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.cli.CliException;
import io.millrace.cli.Console;
import io.millrace.cli.Figures;
import io.millrace.cli.Interruption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's publishing process: started by {@link DemoRun}, on whose orders it acts. */
@Command(name = "demo-publisher", hidden = true)
public final class DemoPublisher implements Callable<Integer> {
    static final String STREAM = "demo";

    private static final Duration DRAIN_SLICE = Duration.ofMillis(200);
    private static final long PACE_INTERVAL_NS = 50_000;
    private static final long MOST_PACED = 20_000;
    private static final long PACED_PART = 50;

    private final Console console;
    private final Interruption interruption;

    @Option(names = "--messages", required = true)
    private long messages;

    @Option(names = "--file")
    private @Nullable Path file;

    /** Made once for a command line. */
    public DemoPublisher(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws IOException {
        interruption.requested(); // a terminal's Ctrl-C reaches all three processes; the parent says what follows
        Corpus corpus = Corpus.of(file);
        long passes = (messages + corpus.lines() - 1) / corpus.lines();
        Parent parent = new Parent(console);
        parent.tell(Note.of(
                Note.READY,
                "input",
                corpus.name(),
                "lines",
                corpus.lines(),
                "bytes",
                corpus.text().length,
                "total",
                passes * corpus.lines()));
        String uri = parent.await(Parent.CONNECT);
        try (Millrace millrace = Millrace.builder().listener(parent).build();
                Endpoint endpoint = millrace.connect(uri);
                Publication publication = endpoint.exclusivePublication(STREAM)) {
            checkLength(corpus, publication);
            parent.tell(publish(parent, endpoint, publication, corpus, passes * corpus.lines()));
        }
        return 0;
    }

    private static Note publish(Parent parent, Endpoint endpoint, Publication publication, Corpus corpus, long total) {
        long paced = Math.min(MOST_PACED, total / PACED_PART);
        LineSender sender = new LineSender(publication, corpus, parent);
        long startNs = System.nanoTime();
        sender.flood(total - paced);
        boolean drained = drain(publication, parent);
        long floodNs = System.nanoTime() - startNs;
        long flooded = sender.digest().lines();
        long floodStreamBytes = publication.position();
        sender.pace(paced, PACE_INTERVAL_NS);
        drained &= drain(publication, parent);
        EndpointCounters counters = endpoint.counters();
        return Note.of(
                Note.RESULT,
                "messages",
                sender.digest().lines(),
                "bytes",
                sender.digest().bytes(),
                "sha256",
                sender.digest().hex(),
                "drained",
                drained,
                "flooded",
                flooded,
                "floodNs",
                floodNs,
                "paceIntervalNs",
                PACE_INTERVAL_NS,
                "floodStreamBytes",
                floodStreamBytes,
                "reconnects",
                counters.reconnects(),
                "retransmitted",
                counters.retransmittedFrames(),
                "retransmittedBytes",
                counters.retransmittedBytes(),
                "backPressured",
                counters.backPressured());
    }

    private static boolean drain(Publication publication, Parent parent) {
        while (!publication.drain(DRAIN_SLICE)) {
            if (parent.isGone()) {
                return false;
            }
        }
        return true;
    }

    private static void checkLength(Corpus corpus, Publication publication) {
        int longest = corpus.longestLine() + Mark.STAMP_BYTES;
        if (longest > publication.maxMessageLength()) {
            throw CliException.usage(
                    corpus.name() + " has a line of " + Figures.count(corpus.longestLine())
                            + " bytes; the largest message has " + Figures.count(publication.maxMessageLength()),
                    "take a text with shorter lines");
        }
    }
}
