// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes {@code %XX} as UTF-8. A {@code +} stays a plus: these are not web forms. */
final class PercentDecoder {
    private PercentDecoder() {}

    static String decode(UriText text, int from, int to) {
        String raw = text.raw();
        if (raw.indexOf('%', from) < 0 || raw.indexOf('%', from) >= to) {
            return raw.substring(from, to);
        }
        StringBuilder decoded = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            if (raw.charAt(i) == '%') {
                int end = escapesEnd(text, i, to);
                decoded.append(utf8(text, i, end));
                i = end;
            } else {
                decoded.append(raw.charAt(i++));
            }
        }
        return decoded.toString();
    }

    private static int escapesEnd(UriText text, int from, int to) {
        String raw = text.raw();
        int i = from;
        while (i < to && raw.charAt(i) == '%') {
            if (i + 2 >= to
                    || Character.digit(raw.charAt(i + 1), 16) < 0
                    || Character.digit(raw.charAt(i + 2), 16) < 0) {
                throw text.error(i, "'%' is not followed by two hexadecimal digits", "write a percent sign as %25");
            }
            i += 3;
        }
        return i;
    }

    private static String utf8(UriText text, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate((to - from) / 3);
        for (int i = from; i < to; i += 3) {
            bytes.put((byte) Integer.parseInt(text.raw(), i + 1, i + 3, 16));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw text.error(
                    from, text.quote(from, to) + " is not UTF-8", "percent-encode the UTF-8 bytes: é is %C3%A9");
        }
    }
}
