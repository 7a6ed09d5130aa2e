// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what someone meant to type: the same but for case, then one typing error away, then a word that begins so, then
 * two typing errors away. For error messages about names of any kind: options, schemes, choices. Stateless; any thread.
 */
public final class NearestMatch {
    private static final int MAX_ERRORS = 2;
    private static final int MAX_CHARS = 64;
    private static final int NONE = Integer.MAX_VALUE;

    private NearestMatch() {}

    /** The nearest of the known words; of equally near ones the first; empty if none is near. */
    public static Optional<String> of(String typed, Collection<String> known) {
        String word = typed.toLowerCase(Locale.ROOT);
        String best = "";
        int bestRank = NONE;
        for (String candidate : known) {
            int rank = rank(word, candidate.toLowerCase(Locale.ROOT));
            if (rank < bestRank) {
                best = candidate;
                bestRank = rank;
            }
        }
        return bestRank == NONE ? Optional.empty() : Optional.of(best);
    }

    // 0 the same, 1 one error, 2 a prefix, 3 two errors
    private static int rank(String typed, String known) {
        if (typed.length() > MAX_CHARS || known.length() > MAX_CHARS) {
            return NONE;
        }
        int errors = distance(typed, known);
        boolean convincing = errors * 2 <= Math.max(typed.length(), known.length()) && errors < typed.length();
        if (errors < MAX_ERRORS && (convincing || errors == 0)) {
            return errors;
        }
        boolean prefix =
                typed.length() > 1 && (known.startsWith(typed) || (known.length() > 1 && typed.startsWith(known)));
        if (prefix) {
            return 2;
        }
        return errors == MAX_ERRORS && convincing ? 3 : NONE;
    }

    /** Damerau-Levenshtein, optimal string alignment: insertions, deletions, substitutions, swaps of neighbours. */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
