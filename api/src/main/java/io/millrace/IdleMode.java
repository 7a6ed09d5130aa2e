// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/** How an engine's thread waits when there is nothing to do; see {@link Millrace.Builder#idle}. */
public enum IdleMode {

    /**
     * Spins briefly, yields, then sleeps in select until traffic, a publisher or a timer wakes it: kind to a laptop, still
     * quick.
     */
    ADAPTIVE,

    /**
     * Spins for ever. Only for a core that nothing else needs: with more spinning threads than cores everything becomes
     * many times slower.
     */
    SPIN,

    /** Yields for ever: gives its core away when another thread wants it, and else takes all of it. */
    YIELD,

    /**
     * Spins, yields, then parks for ever longer, from one microsecond to one millisecond; never sleeps longer, and costs
     * some percent of a core when idle.
     */
    BACKOFF,

    /** Sleeps in select at once: the fewest processor cycles, and a wake-up before whatever comes. */
    BLOCK
}
