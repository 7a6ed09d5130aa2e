// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

/**
 * Finds what must not be shown in a URI, well-formed or not: the password of the user info (or all of it, if it has only
 * one part), and the values of parameters with a telling name.
 *
 * <p>A secret with an unescaped {@code / ? # & @} in it makes a URI that parses differently from what its author meant. The
 * rules below therefore mask up to the last place that could still belong to the secret.
 */
final class SecretSpans {
    private static final String NAME_START = "?&|#;";

    private final String raw;
    private final boolean[] masked;

    private SecretSpans(String raw) {
        this.raw = raw;
        this.masked = new boolean[raw.length()];
    }

    static boolean[] in(String raw) {
        SecretSpans spans = new SecretSpans(raw);
        spans.maskUserInfo();
        spans.maskParameters();
        return spans.masked;
    }

    private void maskUserInfo() {
        int start = raw.indexOf(':') + 1;
        if (raw.startsWith("//", start)) {
            start += 2;
        }
        int query = firstOf("?#", start, raw.length());
        if (start < raw.length() && raw.charAt(start) == '/') {
            return; // a path, nobody to log in
        }
        int at = raw.lastIndexOf('@', query - 1);
        int slash = firstOf("/", start, query);
        boolean plainHosts = HostSyntax.looksLikeHosts(raw.substring(start, slash));
        int late = plainHosts ? lastAtInParameterName(query) : raw.lastIndexOf('@');
        at = Math.max(at, late);
        if (at >= start) {
            int colon = raw.indexOf(':', start);
            mask(colon >= 0 && colon < at ? colon + 1 : start, at);
        }
    }

    // An @ before the = of a parameter is no parameter: a password with a ? in it, more likely.
    private int lastAtInParameterName(int query) {
        int last = -1;
        boolean inName = true;
        for (int i = query; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (NAME_START.indexOf(c) >= 0) {
                inName = true;
            } else if (c == '=') {
                inName = false;
            } else if (c == '@' && inName) {
                last = i;
            }
        }
        return last;
    }

    private void maskParameters() {
        int i = firstOf(NAME_START, 0, raw.length());
        int equals = firstOf("=", 0, i);
        if (equals < i && UriCharacters.secretName(raw.substring(0, equals))) {
            i = secretEnd(equals); // options that nothing separates from the address
            mask(equals + 1, i);
        }
        while (i < raw.length()) {
            int nameEnd = firstOf(NAME_START + "=", i + 1, raw.length());
            if (UriCharacters.secretName(raw.substring(i + 1, nameEnd))) {
                boolean hasValue = nameEnd < raw.length() && raw.charAt(nameEnd) == '=';
                int end = secretEnd(nameEnd);
                mask(hasValue ? nameEnd + 1 : i + 1, end);
                i = end;
            } else {
                i = firstOf(NAME_START, nameEnd, raw.length());
            }
        }
    }

    // A following piece without = is no parameter, so it may be the secret's own unescaped rest.
    private int secretEnd(int from) {
        boolean carrierSyntax = UriCharacters.hasCarrierSyntax(raw) && raw.lastIndexOf('#', from) < 0;
        String separators = carrierSyntax ? "|#" : "&";
        int end = firstOf(separators, from, raw.length());
        while (end < raw.length()) {
            int next = firstOf(separators + (carrierSyntax ? "&" : ""), end + 1, raw.length());
            if (firstOf("=", end + 1, next) < next) {
                return end;
            }
            end = next;
        }
        return end;
    }

    private int firstOf(String characters, int from, int limit) {
        int i = from;
        while (i < limit && characters.indexOf(raw.charAt(i)) < 0) {
            i++;
        }
        return Math.min(i, limit);
    }

    private void mask(int from, int to) {
        for (int i = from; i < to; i++) {
            masked[i] = true;
        }
    }
}
