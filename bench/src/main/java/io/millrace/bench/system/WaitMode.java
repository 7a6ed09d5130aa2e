// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** How a system's threads wait for something to do, where the system leaves that to the user. */
public enum WaitMode {
    /** Spin briefly, yield, then block in the kernel: the default of Millrace. */
    ADAPTIVE("adaptive"),
    /** {@link Thread#yield()} for ever. */
    YIELD("yield");

    private final String label;

    WaitMode(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
