// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;

/**
 * How many messages a second come back at most: with so many under way that neither side ever waits for the other, each
 * one that comes back lets the next one out. What the load scenario takes its share of.
 */
final class SaturationRun implements PublisherRun, PongListener {
    private static final int UNDER_WAY = 1024;

    /** It must go on reading while it writes, or both sides may block in writes that nobody reads. */
    private static final int POLL_EVERY = 16;

    private volatile long returned;
    private volatile long disorder = -1;

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        try (Pinger pinger = system.pinger(settings, address, this)) {
            long sent = pingFor(pinger, settings.warmupSeconds(), 0);
            console.mark(NodeLine.BEGIN);
            long before = returned;
            long beginNs = System.nanoTime();
            sent = pingFor(pinger, settings.seconds(), sent);
            console.result(Metric.RATE.name(), 1e9 * (returned - before) / (System.nanoTime() - beginNs));
            long last = sent;
            pinger.await(() -> returned == last || disorder >= 0);
            console.mark(NodeLine.END);
            if (disorder >= 0) {
                throw new IllegalStateException("message " + disorder + " came back out of order");
            }
        }
    }

    private long pingFor(Pinger pinger, double seconds, long first) {
        long sent = first;
        long endNs = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() - endNs < 0) {
            for (int i = 0; i < POLL_EVERY && sent - returned < UNDER_WAY; i++) {
                pinger.ping(sent++, 0);
            }
            pinger.poll();
            if (sent - returned >= UNDER_WAY) {
                CpuWait.yieldCore();
            }
        }
        return sent;
    }

    @Override
    public void onPong(Pinger pinger, long sequence, long stampNs) {
        if (sequence != returned) {
            disorder = sequence;
            return;
        }
        returned = sequence + 1;
    }
}
