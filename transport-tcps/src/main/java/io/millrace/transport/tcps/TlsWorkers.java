// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for what takes long: the arithmetic of handshakes, the verification of certificates, and a look at files now and
 * then. One for each transport, which closes it; begun at the first use; any thread.
 */
final class TlsWorkers implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    // Two, so that a slow disk does not hold up handshakes, nor one signature the other
    private static final int THREADS = 2;

    private @Nullable ScheduledThreadPoolExecutor threads;
    private boolean closed;

    /** Runs it soon; not at all if the transport is being closed. */
    void run(Runnable work) {
        try {
            threads().execute(work);
        } catch (RejectedExecutionException e) {
            // Closed: the link that waits for it is closed too
        }
    }

    /** Runs it again and again, with pauses. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the threads, and the work reports its own failures
    void every(long pauseNs, Runnable work) {
        threads().scheduleWithFixedDelay(work, pauseNs, pauseNs, TimeUnit.NANOSECONDS);
    }

    private synchronized ScheduledThreadPoolExecutor threads() {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        ScheduledThreadPoolExecutor current = threads;
        if (current == null) {
            current = new ScheduledThreadPoolExecutor(THREADS, TlsWorkers::thread);
            current.setRemoveOnCancelPolicy(true);
            threads = current;
        }
        return current;
    }

    private static Thread thread(Runnable work) {
        Thread thread = Executors.defaultThreadFactory().newThread(work);
        thread.setName("millrace-tls-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        ScheduledThreadPoolExecutor current = threads;
        if (current != null) {
            current.shutdownNow();
        }
    }
}
