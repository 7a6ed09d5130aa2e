// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests run on the class path; this one asks whether the same jars also make a module graph. */
final class ModulePathTest {
    private static final String LIBRARIES =
            "(disruptor|agrona|aeron-.*|jctools-core(-jdk11)?|jedis|jspecify|micrometer-.*)-\\d.*\\.jar";

    /** A missing module, a package in two modules and a service without its provider's module all fail here. */
    @Test
    void modulesResolve() {
        ModuleFinder modules = ModuleFinder.of(
                classPath().filter(ModulePathTest::isMillraceModuleOrLibrary).toArray(Path[]::new));
        Set<String> resolved = names(resolve(modules));
        assertThat(resolved)
                .contains("io.millrace.api", "io.millrace.spi", "com.lmax.disruptor")
                .contains("io.millrace.transport.tcp", "io.millrace.transport.tcps", "io.millrace.transport.uds");
        modules.findAll().stream()
                .map(module -> module.descriptor().name())
                .filter(name -> name.startsWith("io.millrace.transport."))
                .forEach(name ->
                        assertThat(resolved).as("found as a service provider").contains(name));
    }

    /** Loaded as modules, which may use no more of each other than they say, transports are found and work. */
    @Test
    void modulesWork(@TempDir Path folder) throws ReflectiveOperationException {
        ModuleFinder modules = ModuleFinder.of(
                classPath().filter(ModulePathTest::isMillraceModuleOrLibrary).toArray(Path[]::new));
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(resolve(modules), ClassLoader.getPlatformClassLoader());
        Class<?> millrace = Class.forName(layer.findModule("io.millrace.api").orElseThrow(), "io.millrace.Millrace");
        assertThat(millrace.getModule().isNamed()).isTrue();
        assertThat(listenOn(millrace, "tcp://127.0.0.1:0")).startsWith("tcp://127.0.0.1:");
        assertThat(listenOn(millrace, "uds://" + folder.resolve("s.sock"))).contains("s.sock");
        assertThat(listenOn(millrace, "tcps://127.0.0.1:0"))
                .as("the provider was found, and says what it misses")
                .contains("MR-1", "cert")
                .doesNotContain("UNKNOWN_SCHEME");
    }

    /** The endpoint's URI, or what the attempt to listen said. */
    private static String listenOn(Class<?> millrace, String uri) throws ReflectiveOperationException {
        Thread self = Thread.currentThread();
        ClassLoader before = self.getContextClassLoader();
        // As in an application that was started out of these modules
        self.setContextClassLoader(millrace.getClassLoader());
        try {
            return listenInContext(millrace, uri);
        } finally {
            self.setContextClassLoader(before);
        }
    }

    private static String listenInContext(Class<?> millrace, String uri) throws ReflectiveOperationException {
        Object builder = millrace.getMethod("builder").invoke(null);
        Object runtime = Class.forName(millrace.getModule(), "io.millrace.Millrace$Builder")
                .getMethod("build")
                .invoke(builder);
        try {
            Object endpoint = millrace.getMethod("listen", String.class).invoke(runtime, uri);
            Class<?> type = Class.forName(millrace.getModule(), "io.millrace.Endpoint");
            return String.valueOf(type.getMethod("uri").invoke(endpoint));
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause().getMessage());
        } finally {
            millrace.getMethod("close").invoke(runtime);
        }
    }

    private static Configuration resolve(ModuleFinder modules) {
        return Configuration.resolveAndBind(
                modules, List.of(ModuleLayer.boot().configuration()), ModuleFinder.of(), Set.of("io.millrace.api"));
    }

    private static Set<String> names(Configuration graph) {
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
