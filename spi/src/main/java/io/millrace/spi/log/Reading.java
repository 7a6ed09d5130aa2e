// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription reads. Immutable; any thread.
 *
 * @param from where it begins
 * @param id with {@link From#ID} the entry after which it begins, in the broker's notation; else empty
 * @param timeMs with {@link From#TIME} the wall-clock time of the first entry, in milliseconds since 1970
 * @param group of which it is a member; null if it reads by itself. Then {@code from} matters only if the group is new
 * @param consumer name of the member in its group, stable across restarts; empty to be called as the endpoint is
 */
public record Reading(
        From from, String id, long timeMs, @Nullable String group, String consumer) {

    /** Where a subscription begins. */
    public enum From {
        /** With what is appended after it has connected for the first time. */
        NOW,
        /** With the oldest entry that the stream holds. */
        START,
        /** After an entry. */
        ID,
        /** With the first entry that is not older than a time. */
        TIME
    }
}
