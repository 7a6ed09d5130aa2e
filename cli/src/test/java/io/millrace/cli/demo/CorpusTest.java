// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusTest {

    @Test
    void findsLines() {
        assertThat(lines(corpus("one\n\nthree\n"))).containsExactly("one", "", "three");
        assertThat(lines(corpus("one\n\nthree"))).containsExactly("one", "", "three");
        assertThat(lines(corpus("\n"))).containsExactly("");
        assertThat(lines(corpus("\n".repeat(1000)))).hasSize(1000).containsOnly("");
        assertThat(corpus("a\nlong line\nb").longestLine()).isEqualTo(9);
    }

    @Test
    void refusesATextWithoutLines() {
        assertThatThrownBy(() -> corpus("")).isInstanceOf(CliException.class).hasMessageContaining("is empty");
    }

    @Test
    void theShippedTextIsThere() throws IOException {
        assertThat(Corpus.of(null).lines()).isGreaterThan(5_000);
    }

    private static Corpus corpus(String text) {
        return Corpus.of("a test", text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(Corpus corpus) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < corpus.lines(); i++) {
            lines.add(new String(corpus.text(), corpus.offset(i), corpus.length(i), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
