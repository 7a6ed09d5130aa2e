// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** What carries the messages of a run; the label is the URI scheme, but for Aeron, which has several media. */
public enum Transport {
    TCP("tcp", true),
    TCPS("tcps", true),
    UDS("uds", true),
    MEM("mem", false),
    AERON("aeron", true),
    AERON_UDP("aeron-udp", true),
    /** Through a redis-server, which stores what it carries. */
    REDIS("redis", true);

    private final String label;
    private final boolean betweenProcesses;

    Transport(String label, boolean betweenProcesses) {
        this.label = label;
        this.betweenProcesses = betweenProcesses;
    }

    public String label() {
        return label;
    }

    /** Whether a media driver carries it. */
    public boolean isAeron() {
        return this == AERON || this == AERON_UDP;
    }

    /** As on the command line. */
    @Override
    public String toString() {
        return label;
    }

    /** Whether publisher and subscriber run in a process each; otherwise they share one. */
    public boolean betweenProcesses() {
        return betweenProcesses;
    }
}
