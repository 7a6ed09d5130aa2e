// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDigestTest {

    @Test
    void isSha256OverLengthsAndBytes() throws Exception {
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        LineDigest fromArrays = new LineDigest();
        LineDigest fromBuffers = new LineDigest();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] line = new byte[random.nextInt(i % 100 == 0 ? 100_000 : 200)];
            random.nextBytes(line);
            expected.update(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, line.length)
                    .array());
            expected.update(line);
            fromArrays.add(line, 0, line.length);
            ByteBuffer view = ByteBuffer.allocateDirect(line.length + 5).position(5);
            view.put(line).flip().position(5);
            fromBuffers.add(view.asReadOnlyBuffer());
        }
        assertThat(fromBuffers.lines()).isEqualTo(2_000).isEqualTo(fromArrays.lines());
        assertThat(fromBuffers.bytes()).isEqualTo(fromArrays.bytes());
        String hex = HexFormat.of().formatHex(expected.digest());
        assertThat(fromArrays.hex()).isEqualTo(hex);
        assertThat(fromBuffers.hex()).isEqualTo(hex);
    }

    @Test
    void knowsWhereLinesAreCut() {
        assertThat(hex("ab", "c")).isNotEqualTo(hex("a", "bc"));
        assertThat(hex("a", "")).isNotEqualTo(hex("a"));
    }

    private static String hex(String... lines) {
        LineDigest digest = new LineDigest();
        for (String line : lines) {
            digest.add(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
        return digest.hex();
    }
}
