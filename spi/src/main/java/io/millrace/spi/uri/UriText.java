// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.util.List;

/** The raw text of a URI, and how to complain about a place in it. Offsets count from 0, columns from 1. */
final class UriText {
    private static final int SHOWN_BEFORE = 70;
    private static final int SHOWN_AFTER = 40;
    private static final String INDENT = "    ";

    private final String raw;
    private final Redaction redaction;

    UriText(String raw) {
        this.raw = raw;
        this.redaction = Redaction.of(raw);
    }

    String raw() {
        return raw;
    }

    String redacted() {
        return redaction.text();
    }

    /** The text between two offsets in quotes, or a mask if any of it is secret. */
    String quote(int from, int to) {
        return "'" + redaction.slice(from, to) + "'";
    }

    ConfigurationException error(int offset, String problem, String hint) {
        String message = problem + ", at column " + (redaction.column(offset) + 1) + ":" + mark(List.of(offset));
        return new ConfigurationException(ErrorCode.INVALID_URI, message, hint);
    }

    /** The column of the redacted text that a person is told. */
    int column(int offset) {
        return redaction.column(offset) + 1;
    }

    /**
     * A line with the URI and a line with a caret under each offset (ascending), both indented. Of a long URI only the
     * surroundings of the first offset are shown, so that a terminal does not wrap the line and spoil the carets.
     */
    String mark(List<Integer> offsets) {
        String text = redaction.text();
        int first = redaction.column(offsets.get(0));
        int from = Math.max(0, Math.min(first - SHOWN_BEFORE, text.length() - SHOWN_BEFORE - SHOWN_AFTER));
        int to = Math.min(text.length(), Math.max(first, from + SHOWN_BEFORE) + SHOWN_AFTER);
        String left = from > 0 ? "..." : "";
        String right = to < text.length() ? "..." : "";
        StringBuilder carets = new StringBuilder(INDENT);
        for (int offset : offsets) {
            int column = redaction.column(offset);
            int indent = INDENT.length() + left.length() + column - from;
            if (column <= to && indent >= carets.length()) {
                carets.append(" ".repeat(indent - carets.length())).append('^');
            }
        }
        return "\n" + INDENT + left + text.substring(from, to) + right + "\n" + carets;
    }
}
