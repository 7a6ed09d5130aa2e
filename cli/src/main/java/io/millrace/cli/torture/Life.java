// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.List;

/**
 * What one process wrote about one stream between its start and its end. A process that was killed is followed by another
 * of the same name with the next number.
 *
 * @param actor whose life it was
 * @param number counted from 1
 */
record Life(String actor, int number, List<Entry> entries) {
    Life {
        entries = List.copyOf(entries);
    }

    /** Whether it says itself that it ended in order. */
    boolean isClean() {
        return has(Entry.Kind.CLEAN);
    }

    boolean has(Entry.Kind kind) {
        return entries.stream().anyMatch(entry -> entry.kind() == kind);
    }
}
