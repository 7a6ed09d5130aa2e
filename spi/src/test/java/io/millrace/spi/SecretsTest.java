// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final String SECRET = "canary5ecre7";

    @TempDir
    private Path folder;

    private final Secrets secrets = new SecretReader(
            Map.of("good", () -> SECRET, "empty", () -> " ", "broken", () -> {
                throw new IllegalStateException(SECRET);
            }),
            Map.of("TOKEN", SECRET)::get);

    @Test
    void fromEverySource() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), SECRET + "\n");

        assertThat(secrets.read("token", "file:" + file)).isEqualTo(SECRET);
        assertThat(secrets.read("token", "env:TOKEN")).isEqualTo(SECRET);
        assertThat(secrets.read("token", "callback:good")).isEqualTo(SECRET);
        assertThat(secrets.read("token", SECRET)).isEqualTo(SECRET);
        assertThat(secrets)
                .hasToString("secrets, callbacks "
                        + Map.copyOf(Map.of("good", 1, "empty", 1, "broken", 1)).keySet());
    }

    @Test
    void aFileIsReadAgainEachTime() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        assertThat(secrets.read("token", "file:" + file)).isEqualTo("old");
        Files.writeString(file, "new");
        assertThat(secrets.read("token", "file:" + file)).isEqualTo("new");
    }

    @Test
    void theErrorNamesTheOptionAndTheSource() {
        assertUnavailable("file:" + folder.resolve("none"), "none", "NoSuchFileException");
        assertUnavailable("env:NOBODY", "NOBODY");
        assertUnavailable("callback:nobody", "nobody", "Millrace.builder().secret(");
        assertUnavailable("callback:empty", "empty");
    }

    @Test
    void whatACallbackThrowsIsNotShown() {
        assertUnavailable("callback:broken", "broken", "java.lang.IllegalStateException");
    }

    @Test
    void aWrongFileDoesNotFillTheMemory() throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[SecretReader.MAX_FILE_BYTES + 1]);
        assertUnavailable("file:" + file, "large", "65536 bytes");
    }

    private void assertUnavailable(String value, String... said) {
        assertThatThrownBy(() -> secrets.read("token", value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'token'")
                .hasMessageContainingAll(said)
                .hasMessageNotContaining(SECRET)
                .hasNoCause()
                .extracting("code")
                .isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    }
}
