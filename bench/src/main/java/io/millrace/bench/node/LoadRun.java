// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Open loop: messages at a fixed rate, each stamped with the time it was due, and timed from then until it is back. A
 * message that had to wait because earlier ones were late counts its waiting, so nothing is omitted in a stall. The
 * pacing thread yields; it takes what the systems leave of a core.
 */
final class LoadRun implements PublisherRun, PongListener {
    private static final double UNRECORDED_SECONDS = 1;
    private static final long MISSING_PONGS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    /** While it catches up it must go on reading, or both sides may block in writes that nobody reads. */
    private static final int POLL_EVERY = 16;

    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    private volatile PongListener phase = this;
    private long recordFromNs;
    private volatile long expected;

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        PingLoop warmup = new PingLoop(settings.warmupSeconds(), 0);
        phase = warmup;
        try (Pinger pinger =
                system.pinger(settings, address, (from, sequence, stampNs) -> phase.onPong(from, sequence, stampNs))) {
            warmup.start(pinger);
            pinger.await(warmup::isDone);
            phase = this;
            console.mark(NodeLine.BEGIN);
            long sent = offer(pinger, settings);
            boolean complete = CpuWait.until(
                    () -> {
                        pinger.poll();
                        return expected == sent;
                    },
                    MISSING_PONGS_TIMEOUT_NS);
            console.mark(NodeLine.END);
            if (!complete) {
                throw new IllegalStateException("of " + sent + " messages only " + expected + " came back in order");
            }
            Percentiles.report(console, histogram);
        }
    }

    private long offer(Pinger pinger, RunSettings settings) {
        long intervalNs = TimeUnit.SECONDS.toNanos(1) / settings.ratePerSecond();
        long dueNs = System.nanoTime();
        recordFromNs = dueNs + (long) (UNRECORDED_SECONDS * 1e9);
        long endNs = recordFromNs + (long) (settings.seconds() * 1e9);
        long sent = 0;
        while (dueNs - endNs < 0) {
            while (dueNs - System.nanoTime() <= 0) {
                pinger.ping(sent++, dueNs);
                dueNs += intervalNs;
                if (sent % POLL_EVERY == 0) {
                    pinger.poll();
                }
            }
            pinger.poll();
            CpuWait.yieldCore();
        }
        return sent;
    }

    @Override
    public void onPong(Pinger pinger, long sequence, long dueNs) {
        long nowNs = System.nanoTime();
        if (sequence != expected) {
            return;
        }
        if (dueNs - recordFromNs >= 0) {
            histogram.recordValue(nowNs - dueNs);
        }
        expected = sequence + 1;
    }
}
