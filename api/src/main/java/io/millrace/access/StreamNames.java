// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import java.util.List;

/** Names of streams as rights list them: exact, or a beginning with a {@code *} at its end. Immutable. */
final class StreamNames {

    private StreamNames() {}

    static List<String> check(String what, List<String> patterns) {
        for (String pattern : patterns) {
            int star = pattern.indexOf('*');
            if (pattern.isEmpty() || star >= 0 && star < pattern.length() - 1) {
                throw new IllegalArgumentException("'" + pattern + "' is no pattern of streams to " + what
                        + ": write a name, or a beginning and *");
            }
        }
        return List.copyOf(patterns);
    }

    static boolean match(List<String> patterns, String name) {
        for (String pattern : patterns) {
            if (match(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    static boolean match(String pattern, String name) {
        int last = pattern.length() - 1;
        return last >= 0 && pattern.charAt(last) == '*'
                ? name.regionMatches(0, pattern, 0, last)
                : pattern.equals(name);
    }
}
