// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.disruptor;

import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Transport;

/** A plain Disruptor of which one handler does what the stages of a pipeline do. */
public final class DisruptorFusedSystem extends DisruptorSystem {
    /** Found as a service. */
    public DisruptorFusedSystem() {}

    @Override
    public String name() {
        return "disruptor-fused";
    }

    @Override
    public String summary() {
        return "the same with the stages of a pipeline in one handler";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return scenario.isPipeline();
    }

    @Override
    boolean isFused() {
        return true;
    }
}
