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
 * @param count how many subscribers, connections or streams there are, where the scenario is about that; else 1
 * @param options more options for the URIs of Millrace, {@code name=value} joined by {@code &}; empty for none
 */
public record RunSettings(
        String system,
        Transport transport,
        Scenario scenario,
        PayloadSizes sizes,
        WaitMode waitMode,
        Threads threads,
        PublishApi api,
        int ratePerSecond,
        double seconds,
        double warmupSeconds,
        int cuts,
        int count,
        String options) {
    public RunSettings withSystem(String name) {
        return with(name, scenario, ratePerSecond, count, options);
    }

    public RunSettings withScenario(Scenario other) {
        return with(system, other, ratePerSecond, count, options);
    }

    public RunSettings withRate(int messagesPerSecond) {
        return with(system, scenario, messagesPerSecond, count, options);
    }

    public RunSettings withCount(int number) {
        return with(system, scenario, ratePerSecond, number, options);
    }

    public RunSettings withOptions(String other) {
        return with(system, scenario, ratePerSecond, count, other);
    }

    private RunSettings with(String name, Scenario what, int rate, int number, String uriOptions) {
        return new RunSettings(
                name,
                transport,
                what,
                sizes,
                waitMode,
                threads,
                api,
                rate,
                seconds,
                warmupSeconds,
                cuts,
                number,
                uriOptions);
    }
}
