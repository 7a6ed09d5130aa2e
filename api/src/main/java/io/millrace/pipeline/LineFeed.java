// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lines of a file on their way into a pipeline. Made by {@link Pipeline#feedLines}. Thread-safe. */
public interface LineFeed extends AutoCloseable {

    /** Lines that the pipeline has accepted. */
    long accepted();

    /**
     * Lines that are longer than a message may be, {@link io.millrace.Publication#maxClaimLength()}; they were left out, and
     * an event told the first.
     */
    long tooLong();

    /** Why it ended before the file did: it could not be read, or the pipeline was closed; null if all is well. */
    @Nullable Throwable failure();

    /**
     * Waits until the file is at its end, or the feed has ended otherwise.
     *
     * @return false if the timeout passed first
     */
    boolean await(Duration timeout);

    /** Stops feeding; what was accepted is the pipeline's. Idempotent. */
    @Override
    void close();
}
