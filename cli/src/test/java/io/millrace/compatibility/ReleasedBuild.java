// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.compatibility;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.opentest4j.TestAbortedException;

/**
 * The released version, built out of the repository's history with the libraries of this test's class path. Where that
 * cannot be done, because there is no history, the test that asks for it is skipped and says why.
 */
final class ReleasedBuild {
    private static final String COMMIT_FILE = "released-wire";
    private static final List<String> MODULES = List.of("spi", "api", "transport-tcp");
    private static final String PEER_SOURCE = "cli/src/test/java/io/millrace/compatibility/WirePeer.java";

    private final Path classes;

    private ReleasedBuild(Path classes) {
        this.classes = classes;
    }

    static ReleasedBuild in(Path folder) throws IOException, InterruptedException {
        String commit = commit();
        Path root = root();
        byte[] archive = archive(root, commit);
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        unpack(archive, sources);
        for (String module : MODULES) {
            copyTree(sources.resolve(module).resolve("src/main/resources"), classes);
        }
        List<Path> files = new ArrayList<>(List.of(root.resolve(PEER_SOURCE)));
        for (String module : MODULES) {
            try (Stream<Path> tree = Files.walk(sources.resolve(module).resolve("src/main/java"))) {
                tree.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("module-info.java"))
                        .forEach(files::add);
            }
        }
        compile(files, classes);
        return new ReleasedBuild(classes);
    }

    /** The released classes and {@link WirePeer} among them, with the libraries of this class path. */
    String classPath() {
        return classes + File.pathSeparator + libraries();
    }

    /** The class path without this build's own modules, be they folders or jars. */
    private static String libraries() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entry -> entry.endsWith(".jar"))
                        .filter(entry -> !new File(entry).getName().startsWith("millrace-"))
                        .toList());
    }

    private static String commit() throws IOException {
        try (InputStream in = ReleasedBuild.class.getResourceAsStream(COMMIT_FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder;
            }
        }
        throw skipped("these sources are not in a git repository");
    }

    private static byte[] archive(Path root, String commit) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("git", "-C", root.toString(), "archive", "--format=zip", commit));
        MODULES.forEach(module -> command.add(module + "/src/main"));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw skipped("git cannot be run: " + e.getMessage());
        }
        byte[] archive = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw skipped("the history here does not go back to the released commit " + commit
                    + "; fetch all of it (git fetch --unshallow)");
        }
        return archive;
    }

    private static TestAbortedException skipped(String reason) {
        System.out.println("skipped, old and new: " + reason);
        return new TestAbortedException(reason);
    }

    private static void unpack(byte[] archive, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                append(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Two modules may have a services file of one name. */
    private static void append(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        byte[] before = Files.exists(target) ? Files.readAllBytes(target) : new byte[0];
        byte[] more = Files.readAllBytes(file);
        byte[] both = Arrays.copyOf(before, before.length + more.length);
        System.arraycopy(more, 0, both, before.length, more.length);
        Files.write(target, both);
    }

    private static void compile(List<Path> files, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw skipped("there is no compiler in this Java runtime");
        }
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("--release", "17", "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", libraries());
            boolean compiled = compiler.getTask(
                            errors, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the released version does not compile:\n" + errors);
            }
        }
    }
}
