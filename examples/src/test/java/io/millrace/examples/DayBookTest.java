// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DayBookTest {

    @Test
    void theShippedTextIsWhatTheProgramWrites() throws IOException {
        assertThat(shipped()).isEqualTo(DayBook.write());
    }

    @Test
    void itHasEmptyLinesLongLinesAndCharactersOfEveryWidth() throws IOException {
        assertThat(shipped().lines())
                .contains("")
                .anyMatch(line -> line.length() > 300)
                .anyMatch(line -> line.codePoints().anyMatch(c -> c > 0x7F && c <= 0x7FF))
                .anyMatch(line -> line.codePoints().anyMatch(c -> c > 0x7FF && c <= 0xFFFF))
                .anyMatch(line -> line.codePoints().anyMatch(c -> c > 0xFFFF));
    }

    private static String shipped() throws IOException {
        try (InputStream in = DayBookTest.class.getResourceAsStream(DayBook.FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
