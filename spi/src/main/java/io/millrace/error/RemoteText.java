// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import java.nio.charset.StandardCharsets;

/**
 * Text that came from a peer, a broker or a file, made safe to print. Everything remote passes {@link #clean} before it
 * reaches a message, an event or a log, so that nobody at the other end of a connection can write escape sequences,
 * line breaks or right-to-left overrides into someone's terminal. Stateless; any thread.
 */
public final class RemoteText {
    private static final String TRUNCATED = "...";

    private RemoteText() {}

    /**
     * Keeps printable ASCII and writes every other byte of the text's UTF-8 form, and the backslash, as {@code \xNN}.
     *
     * @param text what came from outside
     * @param maxChars the longest result; what does not fit is cut, never within an escape, and ends in {@code ...}
     * @return printable ASCII, at most {@code maxChars} long
     */
    public static String clean(String text, int maxChars) {
        if (maxChars < 0) {
            throw new IllegalArgumentException("maxChars " + maxChars + " is negative");
        }
        // A char gives at least one char of result, so that the rest of a huge text need not be looked at.
        String head = text.length() > maxChars ? text.substring(0, maxChars + 1) : text;
        StringBuilder cleaned = new StringBuilder(Math.min(maxChars, head.length()) + 4);
        int cutAt = 0;
        for (byte b : head.getBytes(StandardCharsets.UTF_8)) {
            append(cleaned, b);
            if (cleaned.length() + TRUNCATED.length() <= maxChars) {
                cutAt = cleaned.length();
            }
            if (cleaned.length() > maxChars) {
                cleaned.setLength(cutAt);
                return cleaned.append(TRUNCATED, 0, Math.min(TRUNCATED.length(), maxChars))
                        .toString();
            }
        }
        return cleaned.toString();
    }

    private static void append(StringBuilder to, byte b) {
        if (b >= 0x20 && b < 0x7f && b != '\\') {
            to.append((char) b);
        } else {
            to.append("\\x").append(hex(b >> 4)).append(hex(b));
        }
    }

    private static char hex(int nibble) {
        return "0123456789ABCDEF".charAt(nibble & 0xf);
    }
}
