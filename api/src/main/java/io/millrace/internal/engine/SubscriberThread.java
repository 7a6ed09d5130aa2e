// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import org.jspecify.annotations.Nullable;

/** A thread that calls the handler of one subscription: out of its ring, or out of a log. Any thread may ask. */
interface SubscriberThread {

    /** What is to be done when nothing more will be handed up. */
    interface Ending {
        /** On the thread itself, its last act; {@code failure} is a bug of ours, or null. */
        void ended(@Nullable Throwable failure);
    }

    /** Makes such a thread, which stands still until {@link #start}. */
    interface Maker {
        SubscriberThread make(Ending ending);
    }

    void start();

    /** The subscription was closed, or there is work: ends its sleep. */
    void wake();

    boolean isCurrentThread();

    /** Who looks whether its handler comes back; null if nobody does. */
    default @Nullable OwnRingWatch watch() {
        return null;
    }

    /** Drops its connection to a broker, if it has one: it makes another. */
    default void disconnect() {}

    /** Messages that came twice and were dropped here. */
    default long duplicates() {
        return 0;
    }

    /** The subscription was closed: waits for a handler that is at work, for at most so long. */
    void awaitEnd(long patienceNs);

    /** Waits for the end of a thread, for at most so long; an interrupt does not end the wait and is kept. */
    static void awaitEnd(Thread thread, long patienceNs) {
        boolean interrupted = false;
        long startNs = System.nanoTime();
        long leftNs = patienceNs;
        while (thread.isAlive() && leftNs > 0) {
            try {
                thread.join(Math.max(1, Math.min(leftNs, patienceNs) / 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            leftNs = patienceNs - (System.nanoTime() - startNs);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
