// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.PublishApi;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Threads;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the driver tells a node process, as {@code key=value} arguments. Immutable.
 *
 * @param address where the other side listens; empty for the side that does
 */
public record NodeConfig(NodeRole role, RunSettings settings, String address) {
    public List<String> toArguments() {
        return List.of(
                "role=" + role,
                "address=" + address,
                "system=" + settings.system(),
                "transport=" + settings.transport().name(),
                "scenario=" + settings.scenario(),
                "size=" + settings.sizes().label(),
                "wait=" + settings.waitMode(),
                "threads=" + settings.threads(),
                "api=" + settings.api(),
                "rate=" + settings.ratePerSecond(),
                "seconds=" + settings.seconds(),
                "warmup=" + settings.warmupSeconds(),
                "cuts=" + settings.cuts(),
                "count=" + settings.count(),
                "options=" + settings.options());
    }

    static NodeConfig parse(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        RunSettings settings = new RunSettings(
                value(values, "system"),
                Transport.valueOf(value(values, "transport")),
                Scenario.valueOf(value(values, "scenario")),
                PayloadSizes.parse(value(values, "size")),
                WaitMode.valueOf(value(values, "wait")),
                Threads.valueOf(value(values, "threads")),
                PublishApi.valueOf(value(values, "api")),
                Integer.parseInt(value(values, "rate")),
                Double.parseDouble(value(values, "seconds")),
                Double.parseDouble(value(values, "warmup")),
                Integer.parseInt(value(values, "cuts")),
                Integer.parseInt(value(values, "count")),
                value(values, "options"));
        return new NodeConfig(NodeRole.valueOf(value(values, "role")), settings, value(values, "address"));
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the driver did not pass " + key + "=…");
        }
        return value;
    }
}
