// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** All publishing threads of a run, driven by the node's main thread. */
final class Lanes {
    private final List<LaneThread> threads = new ArrayList<>();

    Lanes(Sender sender, int producers, PayloadSizes sizes) {
        for (int producer = 0; producer < producers; producer++) {
            threads.add(new LaneThread(sender.lane(producer), producer, sizes));
        }
    }

    void resume() {
        threads.forEach(LaneThread::resume);
    }

    void pause() {
        threads.forEach(LaneThread::pause);
        threads.forEach(LaneThread::awaitPaused);
    }

    long published() {
        long sum = 0;
        for (LaneThread thread : threads) {
            sum += thread.published();
        }
        return sum;
    }

    void check() {
        threads.forEach(LaneThread::check);
    }

    /** Publishes for so long, then pauses. */
    void publishFor(double seconds) {
        resume();
        sleep((long) (seconds * 1e9));
        pause();
    }

    /** Publishes until it was so many messages, then pauses. */
    void publishAtLeast(long messages) {
        resume();
        while (published() < messages) {
            sleep(SteadyRate.WINDOW_NS / 100);
            check();
        }
        pause();
    }

    /** Publishes until the rate is steady or the time is up, then pauses; returns the seconds it took. */
    double warmUp(double maxSeconds) {
        long beginNs = System.nanoTime();
        SteadyRate rate = new SteadyRate();
        resume();
        boolean steady = false;
        while (!steady && System.nanoTime() - beginNs < maxSeconds * 1e9) {
            long windowBeginNs = System.nanoTime();
            long before = published();
            sleep(SteadyRate.WINDOW_NS);
            check();
            steady = rate.isSteadyAfter(1e9 * (published() - before) / (System.nanoTime() - windowBeginNs));
        }
        pause();
        return (System.nanoTime() - beginNs) / 1e9;
    }

    static void sleep(long ns) {
        long deadlineNs = System.nanoTime() + ns;
        for (long leftNs = ns; leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
