// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.MillraceException;
import io.millrace.spi.Guarantee;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening or a connected URI that multiplexes named streams in both directions. Thread-safe. Made by
 * {@link Millrace#listen} and {@link Millrace#connect}; ended by close, or with its runtime.
 */
public interface Endpoint extends AutoCloseable {

    /** The URI; of a listening endpoint with the port that was really bound. */
    EndpointUri uri();

    /** The name under which peers know this end across reconnects and restarts; random unless configured. */
    String identity();

    /** Where the supervision stands; of a listening endpoint the listener's own state. */
    LinkState state();

    /** Why the endpoint is {@link LinkState#FAILED}, else null. */
    @Nullable MillraceException failure();

    /** How many sessions are alive, with or without a link at the moment. */
    int sessions();

    /** What the transport promises. */
    Set<Guarantee> guarantees();

    /** The publication of a stream, for any number of threads. The same one for the same name. */
    Publication publication(String stream);

    /** A publication of a stream for one thread at a time. The stream must not have one yet. */
    Publication exclusivePublication(String stream);

    /** Attaches the one handler of a stream, of every session of this endpoint. */
    Subscription subscribe(String stream, MessageHandler handler);

    /** As {@link #subscribe} with a handler that can ask for a message again. */
    Subscription subscribeControlled(String stream, ControlledMessageHandler handler);

    /** Totals so far. */
    EndpointCounters counters();

    /** Ends a pending backoff: a dialled endpoint tries to connect now. */
    void kick();

    /**
     * Waits until everything that its publications have accepted has been acknowledged. Released by close.
     *
     * @return false if the timeout passed first
     */
    boolean drain(Duration timeout);

    /**
     * Refuses further offers, releases every blocked caller, delivers what was accepted for at most
     * {@code drain-timeout}, says goodbye to the peers and releases everything. Idempotent.
     */
    @Override
    void close();
}
