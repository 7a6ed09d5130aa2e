// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/** On which threads a runtime's work is done; see {@link Millrace.Builder#threading}. */
public enum ThreadingMode {

    /** One thread does everything: the default, and the best choice on few cores. */
    SHARED,

    /**
     * A thread each: the conductor binds, dials, accepts and tells listeners; the receiver reads, runs sessions and
     * handlers; the sender writes what publishing threads have left. For machines with cores to spare.
     */
    DEDICATED,

    /**
     * No thread but the watchdog's: the application turns the runtime with {@link Millrace#doWork()}. Handlers and
     * listeners are called on the thread that does.
     */
    INVOKER
}
