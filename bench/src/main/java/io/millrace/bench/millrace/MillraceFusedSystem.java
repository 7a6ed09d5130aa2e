// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Transport;

/** The stages of a pipeline on one thread. */
public final class MillraceFusedSystem extends MillraceSystem {
    /** Found as a service. */
    public MillraceFusedSystem() {}

    @Override
    public String name() {
        return "millrace-fused";
    }

    @Override
    public String summary() {
        return "Millrace with the stages of a pipeline fused on one thread";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return scenario.isPipeline() && transport == Transport.MEM;
    }

    @Override
    int stageThreads() {
        return 1;
    }
}
