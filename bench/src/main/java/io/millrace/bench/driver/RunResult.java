// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import java.util.Map;

/**
 * What one run of one system yielded.
 *
 * @param values by the name of the metric
 * @param othersCores cores that other processes used meanwhile
 */
public record RunResult(Map<String, Double> values, double othersCores) {
    public RunResult {
        values = Map.copyOf(values);
    }
}
