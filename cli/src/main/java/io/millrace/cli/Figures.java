// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import java.util.Locale;

/** Numbers as a person reads them. Decimal units: 1 MB is a million bytes. */
public final class Figures {
    private static final String[] SCALE = {"", "k", "M", "G", "T"};
    private static final double NS_PER_S = 1e9;

    private Figures() {}

    /** {@code 5,000,000}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 message}, {@code 2 messages}. */
    public static String count(long count, String singular) {
        return count(count) + " " + (count == 1 ? singular : singular + "s");
    }

    /** {@code 12.3 MB}. */
    public static String bytes(long bytes) {
        return scaled((double) bytes) + "B";
    }

    /** {@code 1.92 M msg/s}. */
    public static String messageRate(long messages, long durationNs) {
        String rate = scaled(durationNs <= 0 ? 0 : messages * NS_PER_S / durationNs);
        return rate + (rate.endsWith(" ") ? "msg/s" : " msg/s");
    }

    /** {@code 140 MB/s}. */
    public static String byteRate(long bytes, long durationNs) {
        return scaled(durationNs <= 0 ? 0 : bytes * NS_PER_S / durationNs) + "B/s";
    }

    /** {@code 41.0 µs}, {@code 1.03 s}: three figures. */
    public static String duration(long durationNs) {
        if (durationNs < 1_000) {
            return durationNs + " ns";
        }
        if (durationNs < 1_000_000) {
            return threeFigures(durationNs / 1e3) + " µs";
        }
        if (durationNs < 1_000_000_000) {
            return threeFigures(durationNs / 1e6) + " ms";
        }
        return threeFigures(durationNs / NS_PER_S) + " s";
    }

    private static String scaled(double value) {
        double rest = value;
        int scale = 0;
        while (rest >= 999.5 && scale < SCALE.length - 1) {
            rest /= 1000;
            scale++;
        }
        return (scale == 0 ? String.valueOf(Math.round(rest)) : threeFigures(rest)) + " " + SCALE[scale];
    }

    private static String threeFigures(double value) {
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
