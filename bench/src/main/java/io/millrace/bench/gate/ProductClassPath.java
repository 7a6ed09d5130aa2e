// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a class path are the product, as opposed to the bench and other people's libraries: what differs
 * between two commits is only the product, so that the same bench measures both. A commit whose API the bench no longer
 * fits cannot be compared; its nodes fail with a linkage error that names what is missing.
 */
final class ProductClassPath {
    private static final String MODULE = "(spi|api|transport-[a-z]+)";
    private static final Pattern JAR = Pattern.compile("millrace-" + MODULE + "(-[0-9].*)?\\.jar");
    private static final Pattern CLASSES = Pattern.compile(".*/" + MODULE + "/target/classes/?");

    private ProductClassPath() {}

    /** The product's modules on a class path. */
    static Set<String> modules(String classPath) {
        Set<String> modules = new LinkedHashSet<>();
        for (String entry : entries(classPath)) {
            String module = module(entry);
            if (module != null) {
                modules.add(module);
            }
        }
        return modules;
    }

    /** The same class path with the product's classes from another checkout; modules it does not have are left out. */
    static String from(Path checkout, String classPath) {
        List<String> result = new ArrayList<>();
        for (String entry : entries(classPath)) {
            String module = module(entry);
            Path classes = checkout.resolve(module == null ? "" : module).resolve("target/classes");
            if (module == null) {
                result.add(entry);
            } else if (Files.isDirectory(classes)) {
                result.add(classes.toString());
            }
        }
        return String.join(File.pathSeparator, result);
    }

    private static List<String> entries(String classPath) {
        return List.of(classPath.split(Pattern.quote(File.pathSeparator), -1));
    }

    private static @Nullable String module(String entry) {
        Matcher classes = CLASSES.matcher(entry.replace(File.separatorChar, '/'));
        if (classes.matches()) {
            return classes.group(1);
        }
        Path name = Path.of(entry).getFileName();
        Matcher jar = JAR.matcher(name == null ? "" : name.toString());
        return jar.matches() ? jar.group(1) : null;
    }
}
