// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    @Test
    void splitsAtLineFeedsAndKeepsEverythingElse() throws IOException {
        assertThat(lines("a\n\nb\r\n\té \n", 64)).containsExactly("a", "", "b\r", "\té ");
    }

    @Test
    void aLastLineWithoutLineFeedIsALine() throws IOException {
        assertThat(lines("a\nb", 64)).containsExactly("a", "b");
        assertThat(lines("", 64)).isEmpty();
        assertThat(lines("\n", 64)).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000, 70_000})
    void doesNotCareHowTheInputIsPortioned(int portion) throws IOException {
        Random random = new Random(portion);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("x".repeat(random.nextInt(i % 50 == 0 ? 200_000 / (portion < 10 ? 50 : 1) : 300)));
        }
        assertThat(lines(String.join("\n", expected) + "\n", portion)).isEqualTo(expected);
    }

    @Test
    void aLineThatNoMessageCanHoldIsAnErrorThatNamesIt() {
        InputStream in = new ByteArrayInputStream("ok\ntoo long\n".getBytes(StandardCharsets.UTF_8));
        LineReader reader = new LineReader(in, 5);
        assertThatThrownBy(() -> {
                    while (reader.next()) {
                        assertThat(reader.length()).isLessThanOrEqualTo(5);
                    }
                })
                .isInstanceOf(CliException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("5 bytes");
    }

    @Test
    void givesUpOnAnEndlessLineBeforeItFillsTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> new LineReader(endless, 1_000_000).next()).hasMessageContaining("line 1 is longer");
    }

    private static List<String> lines(String text, int portion) throws IOException {
        InputStream portioned = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, portion));
            }
        };
        LineReader reader = new LineReader(portioned, Integer.MAX_VALUE);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
