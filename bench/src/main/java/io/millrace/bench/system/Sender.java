// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.time.Duration;

/** The publishing side of a one-way run. Opened, asked and closed by the node's main thread. */
public interface Sender extends AutoCloseable {
    /** The way in for one publishing thread; called once a producer, before that thread starts. */
    Lane lane(int producer);

    /**
     * Waits until everything published so far has been processed by the subscriber and that has been reported back.
     * No lane is publishing meanwhile.
     *
     * @param published how many messages that is
     * @return false if it did not happen in time
     */
    boolean awaitProcessed(long published, Duration timeout);

    /** A number that grows whenever the subscriber reports progress; only for systems that survive a cut. */
    default long progress() {
        throw new UnsupportedOperationException("this system reports no progress while it publishes");
    }

    @Override
    void close();

    /** Publishes for one thread. */
    interface Lane {
        /**
         * Publishes {@code count} messages, or a few more if the system sends prepared blocks; waits while it is
         * back-pressured. The body of message {@code i} is what {@code Payload.write} makes of it.
         *
         * @param sequence how many messages this lane has published before
         * @return how many were published
         */
        int publish(long sequence, int count);
    }
}
