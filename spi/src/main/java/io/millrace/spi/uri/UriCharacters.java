// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which characters and names mean what in an endpoint URI; asked by the parser and by what redacts its input. */
final class UriCharacters {
    private static final Pattern CARRIER_SYNTAX =
            Pattern.compile("([a-z][a-z0-9+.-]*-)?aeron:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final List<String> SECRET_PARTS =
            List.of("passw", "passphrase", "pwd", "secret", "token", "credential");
    private static final List<String> SECRET_WORDS = List.of("key", "pass", "auth");

    private UriCharacters() {}

    /**
     * Whether the carrier has a parameter syntax of its own, which ends at {@code #}: {@code aeron:udp?a=b|c=d#ours=1}. So has
     * a transport that stands in front of it, whose scheme ends with {@code -aeron}.
     */
    static boolean hasCarrierSyntax(String raw) {
        return CARRIER_SYNTAX.matcher(raw).matches();
    }

    /** What separates the address from the options. */
    static char parameterSeparator(String raw) {
        return hasCarrierSyntax(raw) ? '#' : '?';
    }

    /** Whether a value under this name is a secret. A name that cannot be one (it has an escape in it) counts as one. */
    static boolean secretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String squeezed = lower.replaceAll("[^a-z0-9%]", "");
        return squeezed.indexOf('%') >= 0
                || squeezed.endsWith("key")
                || SECRET_PARTS.stream().anyMatch(squeezed::contains)
                || List.of(lower.split("[^a-z0-9]+", -1)).stream().anyMatch(SECRET_WORDS::contains);
    }

    /** Neither blank nor invisible nor able to move the cursor or the writing direction. */
    static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean inScheme(char c) {
        return letter(c) || digit(c) || c == '+' || c == '-' || c == '.';
    }

    static boolean inHost(char c) {
        return letter(c) || digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    static boolean inName(char c) {
        return letter(c) || digit(c) || c == '-' || c == '.' || c == '_';
    }
}
