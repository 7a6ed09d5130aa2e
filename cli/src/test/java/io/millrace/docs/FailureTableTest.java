// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the failure table in docs/reliability.md names tests that there are, or says why there are none. */
class FailureTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (F\\d\\d) \\|([^|]*)\\|([^|]*)\\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final int LEAST_WORDS_OF_A_REASON = 5;

    private static final List<MatchedRow> ROWS = rows();

    private record MatchedRow(String number, String tests) {}

    private static List<MatchedRow> rows() {
        List<MatchedRow> rows = new ArrayList<>();
        Matcher row = ROW.matcher(Documents.read("docs/reliability.md"));
        while (row.find()) {
            rows.add(new MatchedRow(row.group(1), row.group(4).strip()));
        }
        return rows;
    }

    @Test
    void hasEveryRowOnce() {
        List<String> expected = Stream.of(
                        IntStream.rangeClosed(1, 17),
                        IntStream.rangeClosed(20, 31),
                        IntStream.rangeClosed(35, 42),
                        IntStream.rangeClosed(45, 57),
                        IntStream.rangeClosed(60, 67),
                        IntStream.rangeClosed(70, 85))
                .flatMap(IntStream::boxed)
                .map(n -> String.format("F%02d", n))
                .toList();
        assertThat(ROWS).extracting(MatchedRow::number).containsExactlyElementsOf(expected);
    }

    @Test
    void namesTestsThatThereAreOrAReason() throws IOException {
        for (MatchedRow row : ROWS) {
            Matcher test = TEST.matcher(row.tests());
            boolean any = false;
            while (test.find()) {
                any = true;
                assertThat(exists(test.group(1), test.group(2)))
                        .as("%s: %s", row.number(), test.group())
                        .isTrue();
            }
            assertThat(any || row.tests().split(" ").length > LEAST_WORDS_OF_A_REASON)
                    .as("%s has neither test nor reason", row.number())
                    .isTrue();
        }
    }

    private static boolean exists(String type, String method) throws IOException {
        try (Stream<Path> files = Files.walk(Documents.root())) {
            for (Path file : files.filter(path -> path.endsWith(type + ".java")).toList()) {
                if (Files.readString(file).contains("void " + method + "(")) {
                    return true;
                }
            }
        }
        return false;
    }
}
