// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;

/** Three fused stages between the publishing thread and the carrier. */
public final class MillraceStagedSystem extends MillraceSystem {
    /** Found as a service. */
    public MillraceStagedSystem() {}

    @Override
    public String name() {
        return "millrace-staged";
    }

    @Override
    public String summary() {
        return "Millrace with three fused stages of a pipeline in front of the carrier";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return scenario == Scenario.THROUGHPUT || scenario == Scenario.THROUGHPUT_3P;
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        MillraceNode node = MillraceNode.connect(settings, address, false);
        node.awaitUp();
        return new MillraceSender(settings, node.staged(STREAM), () -> 0, node::close);
    }
}
