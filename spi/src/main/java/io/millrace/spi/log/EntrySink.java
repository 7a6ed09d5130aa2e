// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import io.millrace.error.MillraceException;

/** Where a reader hands its entries. Implemented by the engine, called within {@link LogReader#read} and {@link LogReader#connect}. */
public interface EntrySink {

    /**
     * Takes an entry.
     *
     * @return true if it is done with; false if it was not taken, and neither are those behind it: the subscription is at its
     *     end. A member of a group leaves it unacknowledged
     * @throws io.millrace.error.ProtocolException if its frames make no sense: the reader tells {@link #rejected}, and goes on
     */
    boolean onEntry(LogEntry entry);

    /**
     * An entry could not be understood, or was handed out too often: it is passed over, and hinders nobody.
     *
     * @param id of the entry
     * @param cause what is wrong with it
     * @param outcome what became of it: {@code moved to orders:dead}
     */
    void rejected(String id, MillraceException cause, String outcome);

    /**
     * Entries are gone that would have had to come.
     *
     * @param detail which, and how this is known
     * @param cause why, if it is more than a gap; null if the log was trimmed past the reader
     */
    void lost(String detail, @org.jspecify.annotations.Nullable MillraceException cause);
}
