// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that publishes numbered messages on many publications in turn, and passes those over that have no room. Close
 * it to stop.
 */
final class Feed implements AutoCloseable {
    private static final int MAX_LENGTH = 400;
    private static final long ROUND_PAUSE_NS = 50_000;

    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final SplittableRandom random;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean paused;
    private volatile boolean atRest;

    Feed(String name, long seed) {
        random = new SplittableRandom(seed);
        thread = new Thread(this::run, "feed-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a publication, whose messages say who sends them; {@code length} in bytes, 0 for small ones of any length. */
    Lane add(Publication publication, long run, int length) {
        Lane lane = new Lane(publication, run, length);
        lanes.add(lane);
        return lane;
    }

    private void run() {
        while (running) {
            atRest = paused;
            if (!atRest) {
                for (Lane lane : lanes) {
                    lane.offer(lane.length == 0 ? random.nextInt(Pump.MIN_LENGTH, MAX_LENGTH) : lane.length);
                }
            }
            LockSupport.parkNanos(ROUND_PAUSE_NS);
        }
    }

    /** Offers nothing for a while, or goes on; returns when it does as it was told. */
    void pause(boolean rest) {
        paused = rest;
        Await.until(Duration.ofSeconds(10), "a round", () -> "running " + running, () -> atRest == rest);
    }

    /** Returns when nothing more will be offered. */
    @Override
    public void close() {
        running = false;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One publication and how many messages it has accepted. */
    static final class Lane {
        private final Publication publication;
        private final long run;
        private final int length;
        private volatile long accepted;

        private Lane(Publication publication, long run, int length) {
            this.publication = publication;
            this.run = run;
            this.length = length;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        private void offer(int bytes) {
            try (Claim claim = publication.claim(bytes)) {
                if (claim.status() == OfferStatus.ACCEPTED) {
                    Pump.write(claim.buffer(), run, accepted);
                    claim.commit();
                    accepted++;
                }
            }
        }

        Publication publication() {
            return publication;
        }

        long accepted() {
            return accepted;
        }
    }
}
