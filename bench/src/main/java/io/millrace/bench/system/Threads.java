// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** On which threads Millrace works, where others have no such choice. */
public enum Threads {
    /** One thread for everything: the default of Millrace. */
    SHARED("shared"),
    /** A conductor, a receiver and a sender. */
    DEDICATED("dedicated"),
    /** The publishing thread does the work between its messages; whoever only subscribes has a thread as in SHARED. */
    INVOKER("invoker");

    private final String label;

    Threads(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
