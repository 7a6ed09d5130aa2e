// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

/**
 * Reads a stream in order, by itself or as a member of a group; made by {@link LogBroker#reader}, closed by the engine. It
 * outlives its connections and remembers how far it is [LR1]. Called on the subscription's thread; {@link #wake},
 * {@link #disconnect} and {@link #close} on any.
 *
 * <p>As a member of a group it acknowledges entries that the sink is done with: soon, several at a time, at the latest with
 * the next {@link #read} [LG1]. Its own entries that it was handed before and that were never acknowledged come first [LG2];
 * those of members that have not been heard of for long are taken over [LG3].
 */
public interface LogReader extends AutoCloseable {

    /**
     * Connects. The first time it resolves where it begins [LR2]; later it goes on after the last entry that was taken.
     *
     * @throws io.millrace.error.MillraceException if it fails, naming the address
     */
    void connect(EntrySink sink);

    /**
     * Hands up what is there, at most some hundreds of entries; if nothing is, it waits.
     *
     * @param waitNs how long to wait at most, in nanoseconds
     * @return entries that were handed up
     * @throws io.millrace.error.MillraceException when the connection is broken or the broker does not answer; not what is wrong
     *     with an entry, which {@link EntrySink#rejected} is told [LR3]
     */
    int read(EntrySink sink, long waitNs);

    /** Ends a {@link #read} that waits, or keeps the next one from waiting. Any thread. */
    void wake();

    /**
     * What its group still has to do, looked at every few seconds between reads: for meters. {@link Backlog#UNKNOWN} of a reader by
     * itself. Any thread; asks nobody.
     */
    default Backlog backlog() {
        return Backlog.UNKNOWN;
    }

    /** For events. Any thread. */
    String description();

    /** Drops the connection, if there is one; {@link #connect} makes another. Any thread. */
    void disconnect();

    /** Acknowledges what the sink is done with, if it is quickly done, and releases everything. Idempotent; any thread. */
    @Override
    void close();
}
