// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plays seeds. Stateless, for any number of threads, each with seeds of its own; a seed always plays the same.
 */
public final class Simulation {

    private Simulation() {}

    /** What a seed came to. */
    public record Outcome(
            long seed, long messages, @Nullable Throwable failure, String plan, List<String> schedule) {

        /** True if no invariant was broken. */
        public boolean isGood() {
            return failure == null;
        }

        /** For people: the seed, what was wrong, and what had happened before. */
        public String report() {
            StringBuilder text = new StringBuilder("seed ").append(seed);
            Throwable wrong = failure;
            text.append(wrong == null ? ": no violation" : " breaks: " + wrong.getMessage())
                    .append('\n');
            text.append("  ").append(plan).append('\n');
            for (String line : schedule) {
                text.append("  ").append(line).append('\n');
            }
            return text.toString();
        }
    }

    /** Plays one seed, quickly. */
    public static Outcome play(long seed) {
        return play(seed, false);
    }

    /** Plays one seed, and says only whether no invariant was broken. */
    public static boolean isGood(long seed) {
        return play(seed).isGood();
    }

    /** Plays one seed once more, and writes down what happens. */
    public static Outcome replay(long seed) {
        return play(seed, true);
    }

    private static Outcome play(long seed, boolean traced) {
        World world = new World(seed, traced);
        Throwable failure = null;
        try {
            new Schedule(world).run();
        } catch (Violation | RuntimeException e) {
            failure = e;
        }
        return new Outcome(seed, world.messages(), failure, world.plan().toString(), world.notes());
    }
}
