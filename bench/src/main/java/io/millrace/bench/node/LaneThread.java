// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.Sender.Lane;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One publishing thread, which publishes as fast as it may between {@link #resume} and {@link #pause}; both are called
 * by the node's main thread.
 */
final class LaneThread {
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int BATCH_MAX = 1024;

    private final Lane lane;
    private final int batch;
    private final Semaphore resumed = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private volatile boolean running;
    private volatile long published;
    private volatile @Nullable Throwable failure;

    LaneThread(Lane lane, int producer, PayloadSizes sizes) {
        this.lane = lane;
        this.batch = (int) Math.max(1, Math.min(BATCH_MAX, BATCH_BYTES / sizes.meanBytes()));
        Thread thread = new Thread(this::work, "publisher-" + producer);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        long count = 0;
        try {
            while (failure == null) {
                resumed.acquireUninterruptibly();
                while (running) {
                    count += lane.publish(count, batch);
                    published = count;
                }
                paused.release();
            }
        } catch (Throwable e) {
            failure = e;
            paused.release();
        }
    }

    void resume() {
        running = true;
        resumed.release();
    }

    /** Asks the thread to stop after its current batch; {@link #awaitPaused} waits for it. */
    void pause() {
        running = false;
    }

    void awaitPaused() {
        paused.acquireUninterruptibly();
        check();
    }

    long published() {
        return published;
    }

    void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a publishing thread failed: " + cause, cause);
        }
    }
}
