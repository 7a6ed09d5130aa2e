// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

/** Which side of a run a node process plays. */
public enum NodeRole {
    SUBSCRIBER,
    PUBLISHER,
    /** Both sides in one process. */
    BOTH
}
