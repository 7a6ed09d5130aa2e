// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import io.millrace.bench.payload.PayloadSizes;

/**
 * What one run of one system does. Immutable.
 *
 * @param ratePerSecond messages a second that the load scenario offers
 * @param seconds length of the measured phase
 * @param warmupSeconds upper bound of the warm-up, which ends earlier once the rate is steady
 * @param cuts how often the reconnect scenario cuts the connection
 * @param options more options for the URIs of Millrace, {@code name=value} joined by {@code &}; empty for none
 */
public record RunSettings(
        String system,
        Transport transport,
        Scenario scenario,
        PayloadSizes sizes,
        WaitMode waitMode,
        PublishApi api,
        int ratePerSecond,
        double seconds,
        double warmupSeconds,
        int cuts,
        String options) {
    public RunSettings withSystem(String name) {
        return new RunSettings(
                name, transport, scenario, sizes, waitMode, api, ratePerSecond, seconds, warmupSeconds, cuts, options);
    }
}
