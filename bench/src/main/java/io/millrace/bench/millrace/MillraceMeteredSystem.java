// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;

/** Millrace with Micrometer's meters on, on both sides. */
public final class MillraceMeteredSystem extends MillraceSystem {
    /** Found as a service. */
    public MillraceMeteredSystem() {}

    @Override
    public String name() {
        return "millrace-metrics";
    }

    @Override
    public String summary() {
        return "Millrace with its defaults and Micrometer's meters on, on both sides; one way only";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return (scenario == Scenario.THROUGHPUT || scenario == Scenario.THROUGHPUT_3P)
                && transport != Transport.REDIS
                && super.supports(transport, scenario);
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        MillraceRuntimes.metered();
        return super.receiver(settings, verifier);
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        MillraceRuntimes.metered();
        return super.sender(settings, address);
    }
}
