// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench;

import io.millrace.bench.system.Scenario;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Scenarios by their labels, in which {@code -} and not {@code _} separates words. */
final class ScenarioConverter implements ITypeConverter<Scenario> {
    @Override
    public Scenario convert(String label) {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.label().equals(label)) {
                return scenario;
            }
        }
        String known = Arrays.stream(Scenario.values()).map(Scenario::label).collect(Collectors.joining(", "));
        throw new TypeConversionException("'" + label + "' is none of " + known);
    }
}
