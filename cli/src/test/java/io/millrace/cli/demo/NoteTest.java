// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.CliException;
import org.junit.jupiter.api.Test;

class NoteTest {

    @Test
    void survivesTheWayThroughAPipe() {
        Note note = Note.of("result", "messages", 5_000_000L, "text", "a=b, ü", "empty", "");
        assertThat(Note.parse(note.line())).isEqualTo(note);
        assertThat(note.number("messages")).isEqualTo(5_000_000);
    }

    @Test
    void keepsALineALine() {
        assertThat(Note.of("event", "text", "two\nlines\tand a tab").line())
                .isEqualTo("event\ttext=two lines and a tab");
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> Note.parse("ready\tport=1").text("uri"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("without uri");
    }
}
