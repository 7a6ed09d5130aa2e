// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Many seeds, one after the other, on as many threads as wished. Made and run by one thread; {@link #played} and
 * {@link #messages} may be asked by any other meanwhile.
 */
public final class Campaign {

    private final long from;
    private final long seeds;
    private final AtomicLong next;
    private final AtomicLong played = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicReference<Simulation.@Nullable Outcome> broken = new AtomicReference<>();
    private volatile boolean stopped;

    /** Plays {@code seeds} seeds, beginning with {@code from}. */
    public Campaign(long from, long seeds) {
        this.from = from;
        this.seeds = seeds;
        this.next = new AtomicLong(from);
    }

    /** Seeds played so far. */
    public long played() {
        return played.get();
    }

    /** Messages handled so far, each checked. */
    public long messages() {
        return messages.get();
    }

    /**
     * Plays until all are played or one breaks something.
     *
     * @param goOn asked now and then; false ends it early
     * @return the lowest seed seen to fail, played once more with its schedule; null if none did
     */
    public Simulation.@Nullable Outcome run(int threads, BooleanSupplier goOn) {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            Thread other = new Thread(() -> play(() -> true), "millrace-simulation-" + i);
            other.start();
            others.add(other);
        }
        play(goOn);
        for (Thread other : others) {
            join(other);
        }
        Simulation.Outcome outcome = broken.get();
        return outcome == null ? null : Simulation.replay(outcome.seed());
    }

    private void play(BooleanSupplier goOn) {
        while (!stopped) {
            long seed = next.getAndIncrement();
            if (seed - from >= seeds) {
                return;
            }
            Simulation.Outcome outcome = Simulation.play(seed);
            played.incrementAndGet();
            messages.addAndGet(outcome.messages());
            if (!outcome.isGood()) {
                broken.accumulateAndGet(outcome, (a, b) -> a == null || (b != null && b.seed() < a.seed()) ? b : a);
                stopped = true;
            } else if (!goOn.getAsBoolean()) {
                stopped = true;
            }
        }
    }

    private static void join(Thread other) {
        boolean interrupted = false;
        while (true) {
            try {
                other.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
