// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

/**
 * What a consumer group still has to do, as a member of it has seen it last. Immutable; any thread.
 *
 * @param lag entries that nobody was handed yet; -1 if it is not known
 * @param pending entries that were handed to a member and not acknowledged; -1 if it is not known
 */
public record Backlog(long lag, long pending) {

    /** Nothing is known. */
    public static final Backlog UNKNOWN = new Backlog(-1, -1);
}
