// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import io.millrace.bench.system.Scenario;
import java.util.List;

/**
 * One comparison of the gate.
 *
 * @param systems of Millrace, each measured in both builds
 * @param hasControl whether raw runs beside them, twice, to show what the machine alone makes differ
 */
record GateStep(Scenario scenario, String size, List<String> systems, boolean hasControl) {
    /** What a change must not make worse unseen. */
    static List<GateStep> all() {
        return List.of(
                new GateStep(Scenario.THROUGHPUT, "32", List.of("millrace", "millrace-exclusive"), true),
                new GateStep(Scenario.THROUGHPUT_3P, "32", List.of("millrace"), false),
                new GateStep(Scenario.THROUGHPUT, "1024", List.of("millrace-exclusive"), false),
                new GateStep(Scenario.THROUGHPUT, "mix", List.of("millrace"), false),
                new GateStep(Scenario.ROUNDTRIP, "32", List.of("millrace"), true),
                new GateStep(Scenario.ALLOCATION, "32", List.of("millrace"), false));
    }
}
