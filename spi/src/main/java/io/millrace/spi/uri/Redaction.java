// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.nio.charset.StandardCharsets;

/**
 * A URI as it may be shown: secrets masked, unprintable characters escaped. It works on any text, also on one that does
 * not parse, because most of what gets printed is what did not parse; where it is unsure what a piece of text is, it masks
 * it. Remembers which column of the shown text each offset of the raw text became, so that a caret still points right.
 */
final class Redaction {
    static final String MASK = "***";

    private final String text;
    private final int[] columns;
    private final boolean[] masked;

    private Redaction(String text, int[] columns, boolean[] masked) {
        this.text = text;
        this.columns = columns;
        this.masked = masked;
    }

    static Redaction of(String raw) {
        boolean[] masked = SecretSpans.in(raw);
        int[] columns = new int[raw.length() + 1];
        StringBuilder shown = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            boolean continued = i > 0 && masked[i] && masked[i - 1];
            columns[i] = continued ? columns[i - 1] : shown.length();
            if (!masked[i]) {
                i = show(raw, i, columns, shown);
            } else if (!continued) {
                shown.append(MASK);
            }
        }
        columns[raw.length()] = shown.length();
        return new Redaction(shown.toString(), columns, masked);
    }

    // Returns the offset of the last char it showed: a supplementary character has two.
    private static int show(String raw, int at, int[] columns, StringBuilder shown) {
        int codePoint = raw.codePointAt(at);
        int last = at + Character.charCount(codePoint) - 1;
        columns[last] = columns[at];
        append(codePoint, shown);
        return last;
    }

    /** Any text with what is not printable written as {@code \xNN}; a space stays. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> append(codePoint, shown));
        return shown.toString();
    }

    private static void append(int codePoint, StringBuilder shown) {
        if (codePoint == ' ' || UriCharacters.printable(codePoint)) {
            shown.appendCodePoint(codePoint);
        } else {
            for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                shown.append(String.format("\\x%02X", b & 0xff));
            }
        }
    }

    /** The whole URI, safe to print. */
    String text() {
        return text;
    }

    /** Where {@code offset} of the raw text lies in {@link #text()}, both counted from 0. */
    int column(int offset) {
        return columns[offset];
    }

    /** The part of the raw text from {@code from} to {@code to}, safe to print. */
    String slice(int from, int to) {
        for (int i = from; i < to; i++) {
            if (masked[i]) {
                return MASK;
            }
        }
        return text.substring(columns[from], columns[to]);
    }
}
