// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Faults;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A fault for a proxy process; on its standard input {@code KIND WAY FIRST SECOND}.
 *
 * @param kind what the numbers mean depends on it
 * @param way which direction, where that matters
 */
record ProxyFault(Kind kind, Way way, long first, long second) {
    private static final int KIBI = 1 << 10;

    enum Kind {
        LATENCY,
        THROTTLE,
        SPLIT,
        DROP,
        HOLD,
        HIDE_END_AND_RESET,
        SWALLOW,
        FLIP,
        DUPLICATE,
        CLOSE_AFTER,
        HALF_CLOSE,
        RESET,
        DOWN,
        HALF_OPEN_FOR_DIALLERS,
        HALF_OPEN_FOR_TARGET,
        HEAL
    }

    enum Way {
        TO_TARGET,
        TO_DIALLER,
        BOTH
    }

    static final ProxyFault HEALED = new ProxyFault(Kind.HEAL, Way.BOTH, 0, 0);

    /** Any but HEAL. */
    static ProxyFault draw(SplittableRandom random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length - 1)];
        Way way = Way.values()[random.nextInt(Way.values().length)];
        return switch (kind) {
            case LATENCY -> new ProxyFault(kind, way, random.nextLong(100), random.nextLong(50));
            case THROTTLE -> new ProxyFault(kind, way, random.nextLong(100L * KIBI, 4_000L * KIBI), 0);
            case SPLIT -> new ProxyFault(kind, way, random.nextLong(1, 500), 0);
            case SWALLOW -> new ProxyFault(kind, way, random.nextLong(200L * KIBI), random.nextLong(1, 20L * KIBI));
            case FLIP -> new ProxyFault(kind, way, random.nextLong(1, 20), random.nextLong(1, 200L * KIBI));
            case DUPLICATE -> new ProxyFault(kind, way, random.nextLong(1, 100L * KIBI), 0);
            case CLOSE_AFTER -> new ProxyFault(kind, way, random.nextLong(300L * KIBI), 0);
            default -> new ProxyFault(kind, way, 0, 0);
        };
    }

    void apply(FaultProxy proxy) {
        Faults faults =
                switch (way) {
                    case TO_TARGET -> proxy.toTarget();
                    case TO_DIALLER -> proxy.toDialler();
                    case BOTH -> proxy.bothWays();
                };
        switch (kind) {
            case LATENCY -> faults.latency(Duration.ofMillis(first), Duration.ofMillis(second));
            case THROTTLE -> faults.throttle(first);
            case SPLIT -> faults.split((int) first);
            case DROP -> faults.drop();
            case HOLD -> faults.hold();
            case HIDE_END_AND_RESET -> {
                faults.hideEnd();
                proxy.halfOpenForTarget();
            }
            case SWALLOW -> faults.swallow(first, second);
            case FLIP -> faults.flipBits((int) first, (int) second);
            case DUPLICATE -> faults.duplicate((int) first);
            case CLOSE_AFTER -> faults.closeAfter(first);
            case HALF_CLOSE -> faults.halfClose();
            case RESET -> proxy.reset();
            case DOWN -> proxy.down();
            case HALF_OPEN_FOR_DIALLERS -> proxy.halfOpenForDiallers();
            case HALF_OPEN_FOR_TARGET -> proxy.halfOpenForTarget();
            case HEAL -> proxy.heal();
        }
    }

    static ProxyFault parse(String text) {
        String[] words = text.split(" ", -1);
        return new ProxyFault(
                Kind.valueOf(words[0]), Way.valueOf(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    String order() {
        return kind + " " + way + " " + first + " " + second;
    }

    @Override
    public String toString() {
        return order().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
