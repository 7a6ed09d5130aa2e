// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A figure that a run yields.
 *
 * @param name as it is printed
 * @param unit as it is printed
 * @param higherIsBetter how to read a ratio of two of them
 */
public record Metric(String name, String unit, boolean higherIsBetter) {
    public static final Metric RATE = new Metric("rate", "msg/s", true);
    public static final Metric BANDWIDTH = new Metric("bandwidth", "MB/s", true);
    public static final Metric P50 = new Metric("p50", "us", false);
    public static final Metric P99 = new Metric("p99", "us", false);
    public static final Metric P999 = new Metric("p99.9", "us", false);
    public static final Metric BYTES = new Metric("bytes", "B/msg", false);
    public static final Metric BYTES_PUBLISHER = new Metric("bytes.publisher", "B/msg", false);
    public static final Metric BYTES_SUBSCRIBER = new Metric("bytes.subscriber", "B/msg", false);
    public static final Metric SECONDS = new Metric("seconds", "s", false);
    public static final Metric SECONDS_MAX = new Metric("seconds.max", "s", false);
    public static final Metric CPU = new Metric("cpu", "%", false);
    public static final Metric CPU_PUBLISHER = new Metric("cpu.publisher", "%", false);
    public static final Metric CPU_SUBSCRIBER = new Metric("cpu.subscriber", "%", false);
    public static final Metric FIRST = new Metric("first", "us", false);
    /** With the load on a few of many connections or streams, while the others rest. */
    public static final Metric RATE_FEW = new Metric("rate.few", "msg/s", true);
    /** What one of many connections or streams takes at rest, on both sides. */
    public static final Metric MEMORY = new Metric("memory", "KiB", false);

    public static final Metric MEMORY_PUBLISHER = new Metric("memory.publisher", "KiB", false);
    public static final Metric MEMORY_SUBSCRIBER = new Metric("memory.subscriber", "KiB", false);

    private static final int NAMED_SUBSCRIBERS = 4;

    /** The rate of the slowest subscriber that counts, then that of each one, of the first four. */
    static final List<Metric> RATE_AND_EACH = IntStream.rangeClosed(0, NAMED_SUBSCRIBERS)
            .mapToObj(subscriber -> subscriber == 0 ? RATE : rateOf(subscriber))
            .toList();

    /** The rate of one of several subscribers, counted from 1. */
    public static Metric rateOf(int subscriber) {
        return new Metric("rate." + subscriber, "msg/s", true);
    }
}
