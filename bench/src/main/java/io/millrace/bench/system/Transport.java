// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** What carries the messages of a run; the label is the URI scheme. */
public enum Transport {
    TCP("tcp", true),
    TCPS("tcps", true),
    UDS("uds", true),
    MEM("mem", false);

    private final String label;
    private final boolean betweenProcesses;

    Transport(String label, boolean betweenProcesses) {
        this.label = label;
        this.betweenProcesses = betweenProcesses;
    }

    public String label() {
        return label;
    }

    /** Whether publisher and subscriber run in a process each; otherwise they share one. */
    public boolean betweenProcesses() {
        return betweenProcesses;
    }
}
