// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import org.jspecify.annotations.Nullable;

/**
 * A handler's attachment to a stream of an endpoint. Made by {@link Endpoint#subscribe}; whoever made it closes it, or
 * the endpoint's end does. Thread-safe; the counters are read while the I/O thread counts, and may be a little late.
 */
public interface Subscription extends AutoCloseable {

    /** The stream's name. */
    String stream();

    /** How many messages the handler has returned from normally. */
    long handled();

    /** How many messages the handler has failed on; they were skipped. */
    long failed();

    /** How many messages the dead-letter handler has taken. */
    long deadLettered();

    /** What made it stop, if its {@link FailurePolicy} did; else null. */
    @Nullable Throwable stopCause();

    /** True once closed, or stopped by its {@link FailurePolicy}. */
    boolean isClosed();

    /**
     * Tells the publishers that nobody listens here any more; when it returns no further message is handed up. What was
     * not processed stays with the publisher. Waits for a handler that is running, unless called by it. Idempotent.
     */
    @Override
    void close();
}
