// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Full load through a proxy that cuts the connection inside a frame, again and again, and gives it back after 0 to 300
 * ms. What is timed is from there until the subscriber has processed something new. That nothing was lost, repeated or
 * out of order is checked at the end, like in every one-way run.
 */
final class ReconnectRun implements PublisherRun {
    private static final Duration PROCESSED_TIMEOUT = Duration.ofSeconds(30);
    private static final long FLOWING_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NS = 50_000;
    private static final int DOWN_MAX_MS = 300;
    private static final long SEED = 7;

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        try (CutProxy proxy = new CutProxy(URI.create(address).getPort());
                Sender sender = system.sender(settings, "tcp://127.0.0.1:" + proxy.port())) {
            Lanes lanes = new Lanes(sender, system.producers(settings.scenario()), settings.sizes());
            lanes.warmUp(settings.warmupSeconds());
            console.mark(NodeLine.BEGIN);
            lanes.resume();
            double[] seconds = new double[settings.cuts()];
            Random random = new Random(SEED);
            for (int cut = 0; cut < seconds.length; cut++) {
                Lanes.sleep(TimeUnit.SECONDS.toNanos(1) / 4);
                lanes.check();
                seconds[cut] = cutOnce(proxy, sender, random.nextInt(DOWN_MAX_MS + 1));
            }
            lanes.pause();
            if (!sender.awaitProcessed(lanes.published(), PROCESSED_TIMEOUT)) {
                throw new IllegalStateException(
                        "after the cuts not everything was processed within " + PROCESSED_TIMEOUT);
            }
            console.mark(NodeLine.END);
            console.result(NodeLine.PUBLISHED, lanes.published());
            Arrays.sort(seconds);
            console.result(Metric.SECONDS.name(), seconds[seconds.length / 2]);
            console.result(Metric.SECONDS_MAX.name(), seconds[seconds.length - 1]);
        }
    }

    private static double cutOnce(CutProxy proxy, Sender sender, int downMs) throws InterruptedException {
        proxy.cut();
        Lanes.sleep(TimeUnit.MILLISECONDS.toNanos(downMs));
        long before = sender.progress();
        proxy.restore();
        long restoredNs = System.nanoTime();
        while (sender.progress() == before) {
            if (System.nanoTime() - restoredNs > FLOWING_TIMEOUT_NS) {
                throw new IllegalStateException("nothing was processed for 10 s after the connection was given back");
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return (System.nanoTime() - restoredNs) / 1e9;
    }
}
