// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of decisions has each of them, once, under the number of its file. */
class DecisionsTest {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^(\\d+)\\. \\[[^\\]]+]\\(adr/((\\d{4})-[a-z0-9-]+\\.md)\\)$");

    @Test
    void areAllListedInOrder() throws IOException {
        String list = Documents.read("docs/architecture.md").split("(?m)^## Decisions$", 2)[1];
        List<MatchResult> entries = ENTRY.matcher(list).results().toList();
        assertThat(entries.stream().map(entry -> entry.group(2)).toList()).isEqualTo(files());
        assertThat(entries).allSatisfy(entry -> assertThat(Integer.parseInt(entry.group(3)))
                .isEqualTo(Integer.parseInt(entry.group(1))));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(Documents.root().resolve("docs/adr"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
