// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.List;

/** What is done with a system, and which figures come of it; the first metric is the one that ratios are made of. */
public enum Scenario {
    THROUGHPUT("throughput", 1),
    THROUGHPUT_3P("throughput-3p", 3),
    ROUNDTRIP("roundtrip", 1),
    LOAD("load", 1),
    ALLOCATION("allocation", 1),
    RECONNECT("reconnect", 1),
    IDLE("idle", 1);

    private final String label;
    private final int producers;

    Scenario(String label, int producers) {
        this.label = label;
        this.producers = producers;
    }

    public String label() {
        return label;
    }

    /** Threads that publish. */
    public int producers() {
        return producers;
    }

    public List<Metric> metrics() {
        return switch (this) {
            case THROUGHPUT, THROUGHPUT_3P -> List.of(Metric.RATE, Metric.BANDWIDTH);
            case ROUNDTRIP, LOAD -> List.of(Metric.P50, Metric.P99, Metric.P999);
            case ALLOCATION -> List.of(Metric.BYTES, Metric.BYTES_PUBLISHER, Metric.BYTES_SUBSCRIBER);
            case RECONNECT -> List.of(Metric.SECONDS, Metric.SECONDS_MAX);
            case IDLE -> List.of(Metric.CPU, Metric.CPU_PUBLISHER, Metric.CPU_SUBSCRIBER, Metric.FIRST);
        };
    }

    /** Whether messages only go one way and are counted; otherwise the subscriber sends each one back. */
    public boolean oneWay() {
        return this == THROUGHPUT || this == THROUGHPUT_3P || this == ALLOCATION || this == RECONNECT;
    }

    /** Whether to name the smallest and the largest run on lines of their own. */
    public boolean namesExtremes() {
        return this == THROUGHPUT || this == THROUGHPUT_3P;
    }
}
