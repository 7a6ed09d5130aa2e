// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The systems that can be measured: found as services, so that a new one is a class and a line in a file. */
public final class SystemCatalog {
    private SystemCatalog() {}

    public static List<BenchSystem> all() {
        return ServiceLoader.load(BenchSystem.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    public static BenchSystem byName(String name) {
        for (BenchSystem system : all()) {
            if (system.name().equals(name)) {
                return system;
            }
        }
        String known = all().stream().map(BenchSystem::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("there is no system '" + name + "'; known are " + known);
    }
}
