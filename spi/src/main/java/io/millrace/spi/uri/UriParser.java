// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.util.List;
import java.util.Locale;

/** Takes a URI apart: the scheme, then an authority with a path or an opaque address, then the parameters. Used once. */
final class UriParser {
    static final int MAX_CHARS = 4096;

    private static final String EXAMPLES = "write scheme:address, such as tcp://127.0.0.1:7400 or mem:orders";

    private final String raw;
    private final UriText text;

    private UriParser(UriText text) {
        this.text = text;
        this.raw = text.raw();
    }

    static EndpointUri parse(String raw) {
        if (raw.length() > MAX_CHARS) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_URI,
                    "the URI has " + raw.length() + " characters, more than " + MAX_CHARS,
                    "pass large values in another way, such as the name of a file");
        }
        return new UriParser(new UriText(raw)).parse();
    }

    private EndpointUri parse() {
        checkCharacters();
        int colon = scheme();
        String scheme = raw.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean carrierSyntax = UriCharacters.hasCarrierSyntax(raw);
        int end = carrierSyntax ? indexOrEnd('#', colon) : indexOrEnd('?', colon);
        if (!carrierSyntax) {
            refuseFragment(scheme);
        }
        List<EndpointUri.Parameter> parameters =
                end == raw.length() ? List.of() : new ParameterParser(text, carrierSyntax).parse(end + 1);
        if (raw.startsWith("//", colon + 1) && !carrierSyntax) {
            return new EndpointUri(text, scheme, AuthorityParser.parse(text, scheme, colon + 3, end), parameters);
        }
        if (end == colon + 1) {
            throw text.error(end, "nothing follows '" + scheme + ":'", EXAMPLES);
        }
        String address = carrierSyntax ? raw.substring(colon + 1, end) : PercentDecoder.decode(text, colon + 1, end);
        return new EndpointUri(text, scheme, Authority.opaque(address), parameters);
    }

    private void checkCharacters() {
        if (raw.isBlank()) {
            throw new ConfigurationException(ErrorCode.INVALID_URI, "the URI is empty", EXAMPLES);
        }
        for (int i = 0; i < raw.length(); i++) {
            int codePoint = raw.codePointAt(i);
            if (!UriCharacters.printable(codePoint)) {
                String character = text.quote(i, i + Character.charCount(codePoint));
                String what = codePoint == ' ' ? "a space" : "the character " + character;
                throw text.error(i, what + " cannot stand in a URI", "remove it, or percent-encode it: a space is %20");
            }
            i += Character.charCount(codePoint) - 1;
        }
    }

    private int scheme() {
        int colon = raw.indexOf(':');
        if (colon < 0) {
            throw text.error(0, "the URI has no scheme", EXAMPLES);
        }
        if (colon == 0) {
            throw text.error(0, "the scheme before ':' is empty", EXAMPLES);
        }
        for (int i = 0; i < colon; i++) {
            char c = raw.charAt(i);
            if (!(i == 0 ? UriCharacters.letter(c) : UriCharacters.inScheme(c))) {
                String hint = "a scheme is a letter, then letters, digits, '+', '-' or '.'; " + EXAMPLES;
                throw text.error(i, text.quote(0, colon) + " is not a scheme", hint);
            }
        }
        return colon;
    }

    private void refuseFragment(String scheme) {
        int hash = raw.indexOf('#');
        if (hash >= 0) {
            throw text.error(
                    hash,
                    "'#' has no meaning in a " + scheme + ": URI",
                    "options follow '?' and are separated by '&'; write a '#' that belongs to a value as %23");
        }
    }

    private int indexOrEnd(char c, int from) {
        int index = raw.indexOf(c, from);
        return index < 0 ? raw.length() : index;
    }
}
