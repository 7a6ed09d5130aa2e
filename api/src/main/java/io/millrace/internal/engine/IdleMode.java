// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

/** How the I/O thread waits when there is nothing to do. */
public enum IdleMode {
    /** Spins briefly, yields, then sleeps in select until traffic or a publisher wakes it: kind to a laptop, still quick. */
    ADAPTIVE,
    /** Yields for ever: lowest latency as long as there are cores to spare. */
    YIELD
}
