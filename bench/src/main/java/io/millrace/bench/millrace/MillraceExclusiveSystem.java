// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Transport;

/** Millrace with a publication for one thread. */
public final class MillraceExclusiveSystem extends MillraceSystem {
    /** Found as a service. */
    public MillraceExclusiveSystem() {
        super(true);
    }

    @Override
    public String name() {
        return "millrace-exclusive";
    }

    @Override
    public String summary() {
        return "Millrace with its defaults, a publication for one thread";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return scenario.producers() == 1 && transport != Transport.REDIS && super.supports(transport, scenario);
    }
}
