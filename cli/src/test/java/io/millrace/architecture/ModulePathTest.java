// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests run on the class path; this one asks whether the same jars also make a module graph. */
final class ModulePathTest {
    private static final String LIBRARIES =
            "(disruptor|agrona|aeron-.*|jctools-core(-jdk11)?|jedis|jspecify|micrometer-.*)-\\d.*\\.jar";

    /** A missing module, a package in two modules and a service without its provider's module all fail here. */
    @Test
    void modulesResolve() {
        ModuleFinder modules = ModuleFinder.of(
                classPath().filter(ModulePathTest::isMillraceModuleOrLibrary).toArray(Path[]::new));
        Set<String> resolved = resolve(modules);
        assertThat(resolved).contains("io.millrace.api", "io.millrace.spi", "com.lmax.disruptor");
        modules.findAll().stream()
                .map(module -> module.descriptor().name())
                .filter(name -> name.startsWith("io.millrace.transport."))
                .forEach(name ->
                        assertThat(resolved).as("found as a service provider").contains(name));
    }

    private static Set<String> resolve(ModuleFinder modules) {
        Configuration graph = Configuration.resolveAndBind(
                modules, List.of(ModuleLayer.boot().configuration()), ModuleFinder.of(), Set.of("io.millrace.api"));
        return graph.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet());
    }

    private static Stream<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    }

    private static boolean isMillraceModuleOrLibrary(Path entry) {
        if (Files.isDirectory(entry)) {
            return Files.exists(entry.resolve("module-info.class"));
        }
        String name = entry.getFileName().toString();
        return name.matches(LIBRARIES) || (name.startsWith("millrace-") && isExplicitModule(entry));
    }

    private static boolean isExplicitModule(Path jar) {
        return ModuleFinder.of(jar).findAll().stream()
                .noneMatch(module -> module.descriptor().isAutomatic());
    }
}
