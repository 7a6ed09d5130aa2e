// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import java.util.List;

/**
 * A broker as one endpoint uses it; made by {@link LogTransport#open}, closed by the engine. It has a connection of its own
 * for supervision. {@link #connect}, {@link #ping} and the reports are called on the endpoint's supervising thread alone and
 * may block, no longer than {@link LogTerms} says [LA3]; appenders and readers are made on any thread, which waits for nothing;
 * {@link #disconnect} and {@link #close} may be called on any thread, and end what blocks [LA4].
 */
public interface LogBroker extends AutoCloseable {

    /**
     * Connects, again after a {@link #disconnect}, and looks at the broker: whether it is there, works, and is fit for what
     * the options ask of it.
     *
     * @throws io.millrace.error.MillraceException an error that names the address that was tried [LA5]; a transient one if the
     *     same attempt may succeed later
     */
    BrokerReport connect();

    /**
     * Asks for a sign of life.
     *
     * @throws io.millrace.error.MillraceException if there is none
     */
    void ping();

    /** What appends to a stream. Plan only. */
    LogAppender appender(String stream, long epoch);

    /** What reads a stream, by itself or as a member of a group. Plan only. */
    LogReader reader(String stream, Reading reading);

    /** The streams that the broker holds, as a person sees them. Any thread, over a connection of its own. */
    List<StreamReport> streams();

    /** Drops the supervising connection. Any thread. */
    void disconnect();

    /** Releases everything; its appenders and readers were closed before. Idempotent; any thread. */
    @Override
    void close();
}
