// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown files of the repository. */
public final class Documents {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private Documents() {}

    /** The repository: Maven starts tests in the module's folder, an IDE perhaps in the repository's. */
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("docs")) ? here : here.getParent();
    }

    public static List<Path> all() {
        try (Stream<Path> top = Files.list(root());
                Stream<Path> docs = Files.walk(root().resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String path) {
        return read(root().resolve(path));
    }

    public static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of a language. */
    public static List<String> blocks(String document, String language) {
        List<String> blocks = new ArrayList<>();
        Matcher fenced = FENCED.matcher(document);
        while (fenced.find()) {
            if (fenced.group(1).equals(language)) {
                blocks.add(fenced.group(2));
            }
        }
        return blocks;
    }

    /** What is prose: the document without its fenced blocks. */
    static String prose(String document) {
        return FENCED.matcher(document).replaceAll("");
    }

    /** What stands between {@code <!-- name -->} and {@code <!-- end -->}, each on a line of its own. */
    static String section(String document, String name) {
        String begin = "<!-- " + name + " -->\n";
        int start = document.indexOf(begin);
        int end = document.indexOf("<!-- end -->", start);
        if (start < 0 || end < 0) {
            throw new AssertionError("no section between '" + begin.strip() + "' and '<!-- end -->'");
        }
        return document.substring(start + begin.length(), end);
    }
}
