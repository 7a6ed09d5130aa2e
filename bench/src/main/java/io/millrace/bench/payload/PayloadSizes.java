// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import java.util.Random;

/**
 * The lengths of a run's messages, as a cycle that publisher and subscriber both know: message {@code i} has
 * {@code at(i)} bytes. Immutable.
 *
 * <p>{@code mix} is 256 lengths from 1 byte to 4 KiB, uniform in their logarithm (most are small, most bytes are in
 * large ones), and always the same ones.
 */
public final class PayloadSizes {
    public static final String MIX = "mix";
    private static final int MIX_LENGTH = 256;
    private static final int MIX_MAX_BYTES = 4096;
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private final String label;
    private final int[] cycle;
    private final int mask;

    private PayloadSizes(String label, int[] cycle) {
        this.label = label;
        this.cycle = cycle;
        this.mask = cycle.length - 1;
    }

    /** Parses {@code "32"} or {@code "mix"}. */
    public static PayloadSizes parse(String text) {
        if (text.equals(MIX)) {
            return new PayloadSizes(MIX, mix());
        }
        int bytes;
        try {
            bytes = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--size '" + text + "' is neither a number of bytes nor 'mix'", e);
        }
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("--size " + bytes + " is outside 1.." + MAX_BYTES + " bytes");
        }
        return new PayloadSizes(text, new int[] {bytes});
    }

    private static int[] mix() {
        Random random = new Random(20_240_229L);
        int[] lengths = new int[MIX_LENGTH];
        for (int i = 0; i < MIX_LENGTH; i++) {
            lengths[i] = (int) Math.round(Math.exp(random.nextDouble() * Math.log(MIX_MAX_BYTES)));
        }
        lengths[0] = 1;
        lengths[MIX_LENGTH - 1] = MIX_MAX_BYTES;
        return lengths;
    }

    public String label() {
        return label;
    }

    public int at(long index) {
        return cycle[(int) index & mask];
    }

    /** Number of lengths after which the cycle begins again; a power of two. */
    public int cycleLength() {
        return cycle.length;
    }

    public int maxBytes() {
        int max = 0;
        for (int bytes : cycle) {
            max = Math.max(max, bytes);
        }
        return max;
    }

    public int minBytes() {
        int min = Integer.MAX_VALUE;
        for (int bytes : cycle) {
            min = Math.min(min, bytes);
        }
        return min;
    }

    public double meanBytes() {
        long sum = 0;
        for (int bytes : cycle) {
            sum += bytes;
        }
        return (double) sum / cycle.length;
    }
}
