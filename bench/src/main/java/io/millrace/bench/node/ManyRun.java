// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.ManySender;
import io.millrace.bench.system.Metric;
import io.millrace.bench.system.RunSettings;

/**
 * A message on each of many connections or streams first, and what they take at rest; then as fast as it goes, in turn
 * on all of them, and on a few while the others rest.
 */
final class ManyRun implements PublisherRun {
    private static final int FEW = 10;

    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        MemoryUse before = MemoryUse.settled();
        try (ManySender sender = system.manySender(settings, address)) {
            Lanes lanes = new Lanes(sender, 1, settings.sizes());
            sender.spreadOver(settings.count());
            lanes.publishAtLeast(settings.count());
            OneWayRun.awaitProcessed(sender, lanes);
            console.mark(NodeLine.AT_REST);
            console.result(Metric.MEMORY_PUBLISHER.name(), MemoryUse.settled().kibSince(before) / settings.count());

            sender.spreadOver(Math.min(FEW, settings.count()));
            lanes.warmUp(settings.warmupSeconds());
            OneWayRun.awaitProcessed(sender, lanes);
            console.result(Metric.RATE_FEW.name(), OneWayRun.rate(sender, lanes, settings.seconds()));
            sender.spreadOver(settings.count());
            OneWayRun.measure(sender, lanes, settings, console);
        }
    }
}
