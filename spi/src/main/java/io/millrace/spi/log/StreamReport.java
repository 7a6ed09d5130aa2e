// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import java.util.List;

/**
 * A stream that a broker holds, as a person sees it.
 *
 * @param name of the stream
 * @param entries how many it holds
 * @param oldest id of its oldest entry; empty if there is none
 * @param newest id of its newest entry, also of one that is gone; empty if there was none
 * @param groups its consumer groups
 */
public record StreamReport(String name, long entries, String oldest, String newest, List<GroupReport> groups) {

    /**
     * A consumer group.
     *
     * @param name of the group
     * @param consumers that it knows, alive or not
     * @param pending entries that were handed to one of them and not acknowledged
     * @param lag entries that nobody was handed yet; -1 if the broker cannot tell
     * @param lastDelivered id of the entry that was handed out last
     * @param oldestPending id of the entry that waits longest for its acknowledgement; empty if there is none
     */
    public record GroupReport(
            String name, long consumers, long pending, long lag, String lastDelivered, String oldestPending) {}

    /** Copies the list. */
    public StreamReport {
        groups = List.copyOf(groups);
    }
}
