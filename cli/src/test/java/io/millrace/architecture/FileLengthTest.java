// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.docs.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is too long has more than one concept in it, and is to be split. */
final class FileLengthTest {

    private static final int MOST_LINES = 400;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "spi",
                "transport-tcp",
                "transport-tcps",
                "transport-uds",
                "transport-aeron",
                "transport-redis",
                "tck",
                "millrace-test",
                "simulation",
                "jcstress",
                "fuzz",
                "bench",
                "examples",
                "examples/mapped-transport",
                "cli"
            })
    void noSourceFileIsTooLong(String module) throws IOException {
        Path sources = Documents.root().resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(all).as("sources in %s", sources).isNotEmpty();
            assertThat(all.stream()
                            .filter(file -> lines(file) > MOST_LINES)
                            .map(file -> sources.relativize(file) + ": " + lines(file) + " lines"))
                    .as("files of more than %d lines", MOST_LINES)
                    .isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
