// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;

/** Millrace over Redis with a batch of frames an entry. */
public final class MillraceBatchSystem extends MillraceSystem {
    private static final String BATCH = "entry=batch";

    /** Found as a service. */
    public MillraceBatchSystem() {}

    @Override
    public String name() {
        return "millrace-batch";
    }

    @Override
    public String summary() {
        return "Millrace over Redis with entry=batch; one way only";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return transport == Transport.REDIS && (scenario == Scenario.THROUGHPUT || scenario == Scenario.GROUP);
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        String options = settings.options().isEmpty() ? BATCH : settings.options() + '&' + BATCH;
        return super.sender(settings.withOptions(options), address);
    }
}
