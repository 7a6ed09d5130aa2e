// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.outside;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A folder with the artifacts as jars, each in a place of its own, and what is compiled against them. */
final class Workshop {
    static final Path ROOT = root();

    /** What the artifacts bring along for an application. */
    private static final String ARTIFACTS =
            ".*(/spi/|/api/|/transport-tcp/|millrace-(spi|api|transport-tcp)).*|.*/(disruptor|agrona|jspecify)-[^/]*\\.jar";

    private final Path folder;
    private final List<Path> artifacts = new ArrayList<>();
    private final List<Path> built = new ArrayList<>();

    Workshop(Path folder) throws IOException {
        this.folder = folder;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (entry.matches(ARTIFACTS) && !entry.contains("/test") && Files.exists(path)) {
                artifacts.add(Files.isDirectory(path) ? jarOf(path, name(path)) : path);
            }
        }
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.exists(path.resolve("millrace"))) {
            path = path.getParent();
        }
        return path;
    }

    /** {@code …/transport-tcp/target/classes} is that of {@code millrace-transport-tcp}. */
    private static String name(Path classes) {
        return "millrace-"
                + classes.getParent().toString().replaceFirst("/target$", "").replaceFirst(".*/", "");
    }

    /** Compiles what is under a source folder against the artifacts, and makes a jar of it and its resources. */
    void compile(String name, Path source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
        Path java = Files.exists(source.resolve("java")) ? source.resolve("java") : source;
        String path = everything();
        List<String> command = new ArrayList<>(
                List.of("-d", classes.toString(), hasModules() ? "-p" : "-cp", path, "--release", "17"));
        try (Stream<Path> files = Files.walk(java)) {
            files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .filter(file -> hasModules() || !file.endsWith("module-info.java"))
                    .forEach(command::add);
        }
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, System.out, System.err, command.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException("javac failed for " + name);
        }
        Path resources = source.resolve("resources");
        if (Files.exists(resources)) {
            copy(resources, classes);
        }
        built.add(jarOf(classes, name));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private Path jarOf(Path classes, String name) throws IOException {
        Path jar = Files.createDirectories(folder.resolve(name)).resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    boolean hasModules() {
        return artifacts.stream()
                .filter(jar -> jar.getFileName().toString().startsWith("millrace-"))
                .allMatch(jar -> {
                    try (JarFile file = new JarFile(jar.toFile())) {
                        return file.getEntry("module-info.class") != null;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    Path folderOf(String name) {
        return folder.resolve(name);
    }

    /** The artifacts and what was built, as a path. */
    String everything() {
        return Stream.concat(artifacts.stream(), built.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** All in one jar; of entries with one name the first stays, and the given artifact comes first. */
    Path fatJar(String first) throws IOException {
        Path fat = folder.resolve("fat.jar");
        List<Path> jars = new ArrayList<>(artifacts);
        jars.addAll(built);
        jars.sort((a, b) ->
                Boolean.compare(b.toString().contains(first), a.toString().contains(first)));
        Set<String> there = new HashSet<>();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(fat))) {
            for (Path jar : jars) {
                append(jar, there, out);
            }
        }
        return fat;
    }

    private static void append(Path jar, Set<String> there, JarOutputStream out) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                if (entry.isDirectory()
                        || entry.getName().endsWith("module-info.class")
                        || !there.add(entry.getName())) {
                    continue;
                }
                out.putNextEntry(new JarEntry(entry.getName()));
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(out);
                }
            }
        }
    }

    /** What a JVM with these arguments says. */
    String java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
