// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

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
}
