// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

/** What meters read of a member of a consumer group. Any thread; some seconds late. */
public interface GroupProbe {

    /** Name of the stream. */
    String stream();

    /** Name of the group. */
    String group();

    /** Name of the member; empty if it is called as its endpoint is. */
    String consumer();

    /** Entries that nobody was handed yet; -1 if it is not known. */
    long lag();

    /** Entries that were handed out and not acknowledged; -1 if it is not known. */
    long pending();
}
