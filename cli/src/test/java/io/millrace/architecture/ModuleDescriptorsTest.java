// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The descriptors say the same as the packages: who may read whom, and who provides what. */
final class ModuleDescriptorsTest {
    private static final String PROVIDER = "io.millrace.spi.TransportProvider";

    @Test
    void spiAndApiAreModules() {
        assertThat(ModuleDescriptors.ofMillrace())
                .extracting(ModuleDescriptor::name)
                .contains("io.millrace.spi", "io.millrace.api")
                .doesNotHaveDuplicates();
    }

    @Test
    void spiRequiresNothing() {
        assertThat(requiredBy("io.millrace.spi")).isSubsetOf("java.base", "org.jspecify");
    }

    /** But for TLS, which goes over the sockets of TCP, for Aeron and for Redis. */
    @Test
    void transportsRequireTheSpiOnly() {
        ModuleDescriptors.ofMillrace().stream()
                .map(ModuleDescriptor::name)
                .filter(name -> name.startsWith("io.millrace.transport.")
                        && !name.endsWith(".tcps")
                        && !name.endsWith(".aeron")
                        && !name.endsWith(".redis"))
                .forEach(name -> assertThat(requiredBy(name))
                        .isSubsetOf("java.base", "jdk.net", "org.jspecify", "io.millrace.spi"));
        assertThat(requiredBy("io.millrace.transport.aeron"))
                .isSubsetOf(
                        "java.base",
                        "org.jspecify",
                        "io.millrace.spi",
                        "io.aeron.client",
                        "io.aeron.driver",
                        "org.agrona");
        // The protocol, and the server of redis:embedded if it is there
        assertThat(requiredBy("io.millrace.transport.redis"))
                .isSubsetOf("java.base", "org.jspecify", "io.millrace.spi", "redis.clients.jedis", "embedded.redis");
        assertThat(requiredBy("io.millrace.transport.tcps"))
                .isSubsetOf("java.base", "org.jspecify", "io.millrace.spi", "io.millrace.transport.tcp");
    }

    @Test
    void internalsAreExportedToNobody() {
        assertThat(ModuleDescriptors.ofMillrace().stream().flatMap(descriptor -> descriptor.exports().stream()))
                .noneMatch(export -> export.source().contains(".internal"));
    }

    /** The class path reads services files, the module path reads descriptors: a provider must be in both. */
    @Test
    void servicesFilesNameTheSameProvidersAsDescriptors() throws IOException {
        Set<String> inDescriptors = ModuleDescriptors.ofMillrace().stream()
                .flatMap(descriptor -> descriptor.provides().stream())
                .filter(provides -> provides.service().equals(PROVIDER))
                .flatMap(provides -> provides.providers().stream())
                .collect(Collectors.toSet());
        assertThat(providersInServicesFiles()).isEqualTo(inDescriptors);
    }

    private static Set<String> requiredBy(String module) {
        return ModuleDescriptors.ofMillrace().stream()
                .filter(descriptor -> descriptor.name().equals(module))
                .flatMap(descriptor -> descriptor.requires().stream())
                .map(Requires::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> providersInServicesFiles() throws IOException {
        Set<String> found = new TreeSet<>();
        ClassLoader loader = ModuleDescriptorsTest.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources("META-INF/services/" + PROVIDER))) {
            try (InputStream in = url.openStream()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> line.startsWith("io.millrace."))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
