// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.RunSettings;

/** Closed loop: one message to the subscriber and back, then the next. */
final class RoundTripRun implements PublisherRun {
    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        PingLoop loop = new PingLoop(settings.warmupSeconds(), settings.seconds());
        try (Pinger pinger = system.pinger(settings, address, loop)) {
            console.mark(NodeLine.BEGIN);
            loop.start(pinger);
            pinger.await(loop::isDone);
            console.mark(NodeLine.END);
            Percentiles.report(console, loop.histogram());
        }
    }
}
