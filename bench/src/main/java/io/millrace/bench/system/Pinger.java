// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.util.function.BooleanSupplier;

/** The asking side of a round trip. */
public interface Pinger extends AutoCloseable {
    /**
     * Sends one message that carries both numbers in its first 16 bytes; waits while the system is back-pressured.
     * Called by the main thread, or by the listener while it is being told of a pong, never by both at once.
     */
    void ping(long sequence, long stampNs);

    /** Called by the main thread when it has time: systems that read on the caller's thread read what has arrived. */
    default void poll() {}

    /** Called by the main thread to sit back until {@code done}, which some pong will make true. */
    void await(BooleanSupplier done);

    @Override
    void close();
}
