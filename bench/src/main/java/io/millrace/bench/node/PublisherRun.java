// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.RunSettings;

/** The publishing side of a scenario, on the node's main thread. */
interface PublisherRun {
    void run(BenchSystem system, RunSettings settings, String address, NodeConsole console) throws Exception;

    static PublisherRun of(RunSettings settings) {
        return switch (settings.scenario()) {
            case THROUGHPUT, THROUGHPUT_3P, GROUP, PIPELINE, PIPELINE_3P, DIAMOND, ALLOCATION -> new OneWayRun();
            case ROUNDTRIP -> new RoundTripRun();
            case SATURATION -> new SaturationRun();
            case LOAD -> new LoadRun();
            case IDLE -> new IdleRun();
            case RECONNECT -> new ReconnectRun();
            case FANOUT, FANOUT_SLOW -> new FanoutRun();
            case CONNECTIONS, STREAMS -> new ManyRun();
        };
    }
}
