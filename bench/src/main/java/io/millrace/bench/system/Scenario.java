// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.List;

/** What is done with a system, and which figures come of it; the first metric is the one that ratios are made of. */
public enum Scenario {
    THROUGHPUT("throughput", 1),
    THROUGHPUT_3P("throughput-3p", 3),
    /** One way through a log, whose reader is a member of a consumer group and acknowledges. */
    GROUP("group", 1),
    ROUNDTRIP("roundtrip", 1),
    /** As many messages as come back, with a fixed number of them under way. */
    SATURATION("saturation", 1),
    LOAD("load", 1),
    ALLOCATION("allocation", 1),
    RECONNECT("reconnect", 1),
    IDLE("idle", 1),
    /** One publisher, several subscriber processes, each of which gets everything. */
    FANOUT("fanout", 1),
    /** The same, and one subscriber is too slow: it is detached, and measured is what that costs the others. */
    FANOUT_SLOW("fanout-slow", 1),
    /** Many connections between two processes, each of which has carried a message. */
    CONNECTIONS("connections", 1),
    /** Many streams over one connection, each of which has carried a message. */
    STREAMS("streams", 1),
    /** One producer, three stages that each read every message, one after the other. */
    PIPELINE("pipeline", 1),
    /** The same with three producers. */
    PIPELINE_3P("pipeline-3p", 3),
    /** Three producers, two stages side by side, and one behind both. */
    DIAMOND("diamond", 3);

    private static final int FEW_CONNECTIONS = 10;
    private static final String LARGE_RING = "ring=4m&window=1m";

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
            case THROUGHPUT, THROUGHPUT_3P, GROUP, PIPELINE, PIPELINE_3P, DIAMOND ->
                List.of(Metric.RATE, Metric.BANDWIDTH);
            case ROUNDTRIP, LOAD -> List.of(Metric.P50, Metric.P99, Metric.P999);
            case SATURATION -> List.of(Metric.RATE);
            case ALLOCATION -> List.of(Metric.BYTES, Metric.BYTES_PUBLISHER, Metric.BYTES_SUBSCRIBER);
            case RECONNECT -> List.of(Metric.SECONDS, Metric.SECONDS_MAX);
            case IDLE -> List.of(Metric.CPU, Metric.CPU_PUBLISHER, Metric.CPU_SUBSCRIBER, Metric.FIRST);
            case FANOUT, FANOUT_SLOW -> Metric.RATE_AND_EACH;
            case CONNECTIONS, STREAMS ->
                List.of(Metric.RATE, Metric.RATE_FEW, Metric.MEMORY, Metric.MEMORY_PUBLISHER, Metric.MEMORY_SUBSCRIBER);
        };
    }

    /** Whether messages only go one way and are counted; otherwise the subscriber sends each one back. */
    public boolean oneWay() {
        return switch (this) {
            case ROUNDTRIP, SATURATION, LOAD, IDLE -> false;
            default -> true;
        };
    }

    /** Whether one publisher and one subscriber are joined by one connection that nobody breaks: any system can that. */
    public boolean isPlain() {
        return switch (this) {
            case GROUP, RECONNECT, FANOUT, FANOUT_SLOW, CONNECTIONS, STREAMS, PIPELINE, PIPELINE_3P, DIAMOND -> false;
            default -> true;
        };
    }

    /** Whether the publisher listens, and several subscribers connect. */
    public boolean isFanout() {
        return this == FANOUT || this == FANOUT_SLOW;
    }

    /** Whether messages pass through stages inside one process. */
    public boolean isPipeline() {
        return this == PIPELINE || this == PIPELINE_3P || this == DIAMOND;
    }

    /** Whether there are many of something, and each message says which one it belongs to. */
    public boolean isMany() {
        return this == CONNECTIONS || this == STREAMS;
    }

    /** Whether to name the smallest and the largest run on lines of their own. */
    public boolean namesExtremes() {
        return this == THROUGHPUT || this == THROUGHPUT_3P || this == GROUP || isFanout() || isMany() || isPipeline();
    }

    /** What the same system is measured with beside it, to know what the many cost: the few; empty if not asked for. */
    public List<Baseline> baselines(RunSettings settings) {
        return switch (this) {
            case FANOUT -> few(settings, settings.withCount(1));
            case FANOUT_SLOW -> few(settings, settings.withScenario(FANOUT).withCount(settings.count() - 1));
            case CONNECTIONS -> few(settings, settings.withCount(FEW_CONNECTIONS));
            case STREAMS -> few(settings, settings.withCount(1));
            default -> List.of();
        };
    }

    private static List<Baseline> few(RunSettings settings, RunSettings few) {
        if (few.count() >= settings.count()) {
            return List.of();
        }
        Baseline same = new Baseline("-" + few.count(), few);
        if (settings.scenario() != STREAMS || !settings.options().isEmpty()) {
            return List.of(same);
        }
        // Many streams need small rings. What one could do with a large one is said beside it.
        return List.of(same, new Baseline("-" + few.count() + "-large", few.withOptions(LARGE_RING)));
    }

    /**
     * Something to compare a system with: itself, with other settings.
     *
     * @param suffix of the system's name in the report
     */
    public record Baseline(String suffix, RunSettings settings) {}
}
