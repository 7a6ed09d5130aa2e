// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** The chances of one seed: SplitMix64, without an object for each number. */
final class Dice {

    private long state;

    Dice(long seed) {
        state = mix(seed + 0x9E37_79B9_7F4A_7C15L);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return b ^ (b >>> 31);
    }

    long next() {
        state += 0x9E37_79B9_7F4A_7C15L;
        return mix(state);
    }

    /** 0 to bound - 1. */
    int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    boolean percent(int chance) {
        return chance > 0 && below(100) < chance;
    }

    boolean coin() {
        return next() < 0;
    }
}
