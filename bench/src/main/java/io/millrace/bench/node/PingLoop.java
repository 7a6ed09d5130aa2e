// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One message to and fro: each pong sends the next ping, from inside the system's handler. Written by the thread that
 * reads pongs; {@link #isDone} by any, and once it is true the rest too.
 */
final class PingLoop implements PongListener {
    private final long warmupNs;
    private final long measureNs;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    private final SteadyRate rate = new SteadyRate();
    private long expected;
    private long beginNs;
    private long windowEndNs;
    private long windowPongs;
    private long measureEndNs;
    private boolean measuring;
    private @Nullable String problem;
    private volatile boolean done;

    PingLoop(double warmupSeconds, double measureSeconds) {
        this.warmupNs = (long) (warmupSeconds * 1e9);
        this.measureNs = (long) (measureSeconds * 1e9);
    }

    void start(Pinger pinger) {
        beginNs = System.nanoTime();
        windowEndNs = beginNs + SteadyRate.WINDOW_NS;
        pinger.ping(expected, System.nanoTime());
    }

    @Override
    public void onPong(Pinger pinger, long sequence, long stampNs) {
        long nowNs = System.nanoTime();
        if (sequence != expected) {
            problem = "pong " + sequence + " came back instead of " + expected;
            done = true;
            return;
        }
        if (measuring) {
            histogram.recordValue(nowNs - stampNs);
            if (nowNs - measureEndNs >= 0) {
                done = true;
                return;
            }
        } else {
            warm(nowNs);
        }
        expected++;
        pinger.ping(expected, System.nanoTime());
    }

    private void warm(long nowNs) {
        windowPongs++;
        if (nowNs - windowEndNs < 0) {
            return;
        }
        if (rate.isSteadyAfter((double) windowPongs) || nowNs - beginNs >= warmupNs) {
            measuring = true;
            measureEndNs = nowNs + measureNs;
        }
        windowPongs = 0;
        windowEndNs = nowNs + SteadyRate.WINDOW_NS;
    }

    boolean isDone() {
        return done;
    }

    /** The round trips of the measured phase, in nanoseconds. */
    Histogram histogram() {
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        return histogram;
    }
}
