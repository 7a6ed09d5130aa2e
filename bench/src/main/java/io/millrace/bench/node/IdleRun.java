// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;

/** A connection that has been used and now rests: what it costs, and how long its first message takes to and fro. */
final class IdleRun implements PublisherRun {
    private static final double BUSY_SECONDS = 1;
    private static final long SETTLE_MS = 1_000;

    private volatile PongListener phase = (pinger, sequence, stampNs) -> {};
    private volatile long firstNs;

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        PingLoop busy = new PingLoop(0, BUSY_SECONDS);
        phase = busy;
        try (Pinger pinger =
                system.pinger(settings, address, (from, sequence, stampNs) -> phase.onPong(from, sequence, stampNs))) {
            busy.start(pinger);
            pinger.await(busy::isDone);
            phase = (from, sequence, stampNs) -> firstNs = System.nanoTime() - stampNs;
            Thread.sleep(SETTLE_MS);

            console.mark(NodeLine.BEGIN);
            ProcessUse begin = ProcessUse.now();
            Thread.sleep((long) (settings.seconds() * 1e3));
            console.result(Metric.CPU_PUBLISHER.name(), ProcessUse.now().cpuPercentSince(begin));
            console.mark(NodeLine.END);

            pinger.ping(0, System.nanoTime());
            pinger.await(() -> firstNs != 0);
            console.result(Metric.FIRST.name(), firstNs / 1e3);
        }
    }
}
