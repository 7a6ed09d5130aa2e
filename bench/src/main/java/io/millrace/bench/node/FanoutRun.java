// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Broadcaster;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;

/**
 * Listens, waits for every subscriber, then publishes as fast as it goes. A message counts when all of them have
 * processed it. A subscriber that is too slow must have been detached before the measured phase begins.
 */
final class FanoutRun implements PublisherRun {
    @Override
    public void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception {
        try (Broadcaster sender = system.broadcaster(settings)) {
            console.say(NodeLine.READY, sender.address());
            console.awaitLine(NodeLine.GO);
            sender.awaitFollowers(settings.count());
            Lanes lanes = new Lanes(sender, system.producers(settings.scenario()), settings.sizes());
            if (settings.scenario() == Scenario.FANOUT_SLOW) {
                lanes.resume();
                sender.awaitDetached();
                lanes.pause();
            }
            OneWayRun.measure(sender, lanes, settings, console);
        }
    }
}
