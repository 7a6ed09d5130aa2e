// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The token in docs/wire-protocol.md is what the code signs and reads. */
class TokenDocTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```token\nkey k1 \\(base64url\\) +(\\S+)\nclaims +(\\S+)\ntoken +(\\S+)\n```");

    @Test
    void theExampleIsGenuine() throws Exception {
        Path inModule = Path.of("../docs/wire-protocol.md");
        Matcher example =
                EXAMPLE.matcher(Files.readString(Files.exists(inModule) ? inModule : Path.of("docs/wire-protocol.md")));
        assertThat(example.find()).isTrue();
        SessionToken expected = new SessionToken(
                "orders-1",
                "hub",
                Instant.ofEpochSecond(1_800_000_000),
                Instant.ofEpochSecond(1_800_000_300),
                "7f3c9b1e",
                StreamRights.publishing("orders*").and(StreamRights.subscribing("prices", "news flash")));
        TokenKeys keys = TokenKeys.parse("k1:" + example.group(1));

        assertThat(keys.verify(example.group(3))).isEqualTo(expected);
        assertThat(keys.sign(expected)).isEqualTo(example.group(3));
        assertThat(List.of(example.group(2).split("&", -1))).hasSize(8).contains("subscribe=news%20flash");
    }
}
