// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.spi.uri.EndpointUri.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Parses {@code name=value&name=value} up to the end of the URI. Used once. */
final class ParameterParser {
    private final UriText text;
    private final String raw;
    private final boolean carrierSyntax;
    private final List<Parameter> parameters = new ArrayList<>();

    ParameterParser(UriText text, boolean carrierSyntax) {
        this.text = text;
        this.raw = text.raw();
        this.carrierSyntax = carrierSyntax;
    }

    List<Parameter> parse(int from) {
        int start = from;
        while (start < raw.length() || (start == raw.length() && start > from)) {
            int end = indexOrEnd('&', start, raw.length());
            parameter(start, end);
            start = end + 1;
        }
        return List.copyOf(parameters);
    }

    private void parameter(int from, int to) {
        int equals = indexOrEnd('=', from, to);
        if (from == to) {
            throw text.error(from, "there is no option beside the '&'", "write name=value&name=value");
        }
        if (equals == from) {
            throw text.error(from, "the option before '=' has no name", "write name=value&name=value");
        }
        checkName(from, equals);
        if (equals == to) {
            throw text.error(from, "option " + text.quote(from, to) + " has no value", "write name=value");
        }
        checkValue(equals + 1, to);
        String name = raw.substring(from, equals);
        refuseDuplicate(name, from);
        parameters.add(new Parameter(name, PercentDecoder.decode(text, equals + 1, to), from + 1));
    }

    private void checkName(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (!(i == from ? UriCharacters.letter(c) : UriCharacters.inName(c))) {
                throw text.error(
                        i,
                        text.quote(from, to) + " cannot be the name of an option",
                        "names are letters, digits, '-', '_' and '.'; write a '?' or '@' of a password as %3F or %40");
            }
        }
    }

    private void checkValue(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '?' || c == '#' || (carrierSyntax && c == '|')) {
                throw text.error(
                        i,
                        "'" + c + "' cannot stand in a value",
                        "options are separated by '&'; write a '" + c + "' that belongs to a value as "
                                + String.format("%%%02X", (int) c));
            }
        }
    }

    private void refuseDuplicate(String name, int from) {
        for (Parameter earlier : parameters) {
            if (earlier.name().equals(name)) {
                throw text.error(
                        from,
                        "option '" + name + "' is given twice (first at column " + text.column(earlier.column() - 1)
                                + ")",
                        "keep one of them");
            }
        }
    }

    private int indexOrEnd(char c, int from, int to) {
        int index = raw.indexOf(c, from);
        return index < 0 || index > to ? to : index;
    }
}
