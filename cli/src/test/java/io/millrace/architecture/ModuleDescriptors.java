// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The module descriptors that Millrace ships, read from the class path. */
final class ModuleDescriptors {
    private ModuleDescriptors() {}

    static List<ModuleDescriptor> ofMillrace() {
        List<ModuleDescriptor> found = new ArrayList<>();
        try {
            ClassLoader loader = ModuleDescriptors.class.getClassLoader();
            for (URL url : Collections.list(loader.getResources("module-info.class"))) {
                try (InputStream in = url.openStream()) {
                    ModuleDescriptor descriptor = ModuleDescriptor.read(in);
                    if (descriptor.name().startsWith("io.millrace.")) {
                        found.add(descriptor);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The packages that anyone may see. */
    static Set<String> exportedPackages() {
        return ofMillrace().stream()
                .flatMap(descriptor -> descriptor.exports().stream())
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }
}
