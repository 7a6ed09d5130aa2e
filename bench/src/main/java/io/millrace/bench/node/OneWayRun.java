// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import java.time.Duration;

/** Publishes as fast as it goes; the clock stops when the last message has been processed and acknowledged. */
final class OneWayRun implements PublisherRun {
    private static final Duration PROCESSED_TIMEOUT = Duration.ofSeconds(20);

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        try (Sender sender = system.sender(settings, address)) {
            Lanes lanes = new Lanes(sender, system.producers(settings.scenario()), settings.sizes());
            measure(sender, lanes, settings, console);
        }
    }

    /** Warms up, measures between the marks, and reports. */
    static void measure(Sender sender, Lanes lanes, RunSettings settings, NodeConsole console)
            throws InterruptedException {
        console.result("warmup", lanes.warmUp(settings.warmupSeconds()));
        awaitProcessed(sender, lanes);

        console.mark(NodeLine.BEGIN);
        long before = lanes.published();
        ProcessUse begin = ProcessUse.now();
        lanes.publishFor(settings.seconds());
        awaitProcessed(sender, lanes);
        ProcessUse end = ProcessUse.now();
        long messages = lanes.published() - before;
        console.mark(NodeLine.END);

        console.result(NodeLine.PUBLISHED, lanes.published());
        report(settings, console, messages, begin, end);
    }

    /** Messages a second, published and processed, over so many seconds. */
    static double rate(Sender sender, Lanes lanes, double seconds) {
        long before = lanes.published();
        long beginNs = System.nanoTime();
        lanes.publishFor(seconds);
        awaitProcessed(sender, lanes);
        return 1e9 * (lanes.published() - before) / (System.nanoTime() - beginNs);
    }

    static void awaitProcessed(Sender sender, Lanes lanes) {
        long published = lanes.published();
        if (!sender.awaitProcessed(published, PROCESSED_TIMEOUT)) {
            throw new IllegalStateException("the subscriber did not report " + published
                    + " messages as processed within " + PROCESSED_TIMEOUT.toSeconds() + " s: some are lost");
        }
    }

    private static void report(
            RunSettings settings, NodeConsole console, long messages, ProcessUse begin, ProcessUse end) {
        if (settings.scenario() == Scenario.ALLOCATION) {
            double bytes = end.allocatedBytes() - begin.allocatedBytes();
            console.result(Metric.BYTES_PUBLISHER.name(), bytes / messages);
            return;
        }
        double rate = 1e9 * messages / (end.timeNs() - begin.timeNs());
        console.result(Metric.RATE.name(), rate);
        console.result(Metric.BANDWIDTH.name(), rate * settings.sizes().meanBytes() / 1e6);
        console.result(Metric.CPU_PUBLISHER.name(), end.cpuPercentSince(begin));
    }
}
