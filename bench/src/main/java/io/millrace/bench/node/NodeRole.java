// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

/** Which side of a run a node process plays. */
public enum NodeRole {
    SUBSCRIBER,
    /** A subscriber that takes its time over every message. */
    SLOW_SUBSCRIBER,
    PUBLISHER,
    /** Both sides in one process. */
    BOTH
}
