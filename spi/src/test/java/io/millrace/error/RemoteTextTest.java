// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteTextTest {
    @Test
    void printableAsciiStays() {
        assertThat(RemoteText.clean("Hello, world! ~^|", 100)).isEqualTo("Hello, world! ~^|");
    }

    @Test
    void whatMovesTheCursorOrTheWritingDirectionIsEscaped() {
        assertThat(RemoteText.clean("\u001b[2J", 100)).isEqualTo("\\x1B[2J");
        assertThat(RemoteText.clean("a\r\n\tb\u007f", 100)).isEqualTo("a\\x0D\\x0A\\x09b\\x7F");
        assertThat(RemoteText.clean("\u2028\u202e", 100)).isEqualTo("\\xE2\\x80\\xA8\\xE2\\x80\\xAE");
        assertThat(RemoteText.clean("é", 100)).isEqualTo("\\xC3\\xA9");
    }

    @Test
    void aBackslashIsEscapedSoThatNothingElseLooksEscaped() {
        assertThat(RemoteText.clean("\\x1B", 100)).isEqualTo("\\x5Cx1B");
    }

    @ParameterizedTest
    @CsvSource({"abcdef,6,abcdef", "abcdefg,6,abc...", "abcdefg,3,...", "abcdefg,2,..", "ab,0,''", "'',0,''"})
    void longTextIsCut(String text, int maxChars, String expected) {
        assertThat(RemoteText.clean(text, maxChars)).isEqualTo(expected);
    }

    @Test
    void anEscapeIsNeverCutInTwo() {
        assertThat(RemoteText.clean("ab\n\n", 8)).isEqualTo("ab...");
        assertThat(RemoteText.clean("ab\n\n", 9)).isEqualTo("ab\\x0A...");
        assertThat(RemoteText.clean("ab\n\n", 10)).isEqualTo("ab\\x0A\\x0A");
    }

    @Test
    void anythingBecomesPrintableAsciiWithinTheLimit() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(40), 0, 0x10000)
                    .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
                    .toString();
            int maxChars = random.nextInt(100);
            assertThat(RemoteText.clean(text, maxChars)).matches("[ -~]*").hasSizeLessThanOrEqualTo(maxChars);
        }
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemoteText.clean("", -1))
                .withMessageContaining("-1");
    }
}
