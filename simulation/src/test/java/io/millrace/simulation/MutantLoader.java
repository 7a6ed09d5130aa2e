// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Loads sessions, rings and the simulation itself anew, with one source file changed and compiled; everything else comes
 * from its parent.
 */
final class MutantLoader extends ClassLoader {

    private static final List<String> OURS =
            List.of("io.millrace.internal.session.", "io.millrace.internal.ring.", "io.millrace.simulation.");

    private final Path compiled;

    MutantLoader(Path compiled) {
        super(MutantLoader.class.getClassLoader());
        this.compiled = compiled;
    }

    /** Compiles the changed file into a folder. */
    static MutantLoader of(PlantedBug bug, Path folder) throws IOException {
        Path source = source(bug.file);
        String text = Files.readString(source);
        int at = text.indexOf(bug.text);
        if (at < 0 || text.indexOf(bug.text, at + 1) >= 0) {
            throw new AssertionError(bug + ": the text must be in " + source + " once, and is not: " + bug.text);
        }
        Path changed = folder.resolve(bug.file + ".java");
        Files.writeString(changed, text.replace(bug.text, bug.mistake));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int failed = compiler.run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                changed.toString());
        if (failed != 0) {
            throw new AssertionError(bug + " does not compile");
        }
        return new MutantLoader(folder);
    }

    private static Path source(String name) {
        Path internal = Path.of("..", "api", "src", "main", "java", "io", "millrace", "internal");
        Path session = internal.resolve("session").resolve(name + ".java");
        return Files.exists(session) ? session : internal.resolve("ring").resolve(name + ".java");
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (OURS.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        Path changed = compiled.resolve(path);
        try (InputStream in = Files.exists(changed) ? Files.newInputStream(changed) : getResourceAsStream(path)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
