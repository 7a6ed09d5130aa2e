// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a child process tells its parent, one line each: a kind and named values, separated by tabs. Immutable.
 *
 * @param kind such as {@code ready}, {@code progress} or {@code result}
 * @param values in the order in which they were added
 */
record Note(String kind, Map<String, String> values) {
    /** The child is set up. */
    static final String READY = "ready";
    /** How far the child has come. */
    static final String PROGRESS = "progress";
    /** Something happened to the link. */
    static final String EVENT = "event";
    /** What the child has to say at its end. */
    static final String RESULT = "result";
    /** Never sent: the child's output has ended. */
    static final String EXIT = "exit";

    Note {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Note of(String kind, Object... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return new Note(kind, values);
    }

    Note with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value.toString());
        return new Note(kind, more);
    }

    static Note parse(String line) {
        String[] parts = line.split("\t", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            values.put(parts[i].substring(0, Math.max(0, equals)), parts[i].substring(equals + 1));
        }
        return new Note(parts[0], values);
    }

    boolean is(String otherKind) {
        return kind.equals(otherKind);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw CliException.failure("a child process said '" + line() + "', without " + name, "");
        }
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    String line() {
        StringBuilder line = new StringBuilder(kind);
        values.forEach((name, value) ->
                line.append('\t').append(name).append('=').append(value.replaceAll("[\\t\\r\\n]+", " ")));
        return line.toString();
    }
}
