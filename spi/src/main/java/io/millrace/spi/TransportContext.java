// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import java.lang.System.Logger.Level;
import java.nio.channels.Selector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the engine lends to a transport: one for each transport of a runtime, valid until the transport is closed. The
 * engine owns everything in it and closes it; which thread may call what is said at each method.
 */
public interface TransportContext {

    /**
     * The selector in which the I/O agent sleeps. A transport registers its channels here, with a
     * {@link ReadyHandler} as attachment, so that traffic ends the sleep. The engine alone selects, but for a transport that
     * does so without waiting, and passes on what is ready, to let go of a channel that it has closed. I/O agent's thread
     * only.
     */
    Selector selector();

    /** Ends the I/O agent's sleep, or prevents the next one; cheap when the agent is awake. Any thread. */
    void wakeup();

    /**
     * Tells the application's listeners of something that stops nobody, as an event NOTICE: such as new certificates, or that
     * they cannot be used. Any thread.
     *
     * @param uri of the endpoint that it concerns
     * @param detail what has happened
     * @param problem what is wrong; null if nothing is
     */
    default void notice(EndpointUri uri, String detail, @Nullable MillraceException problem) {
        System.getLogger("io.millrace").log(problem == null ? Level.INFO : Level.WARNING, uri + ": " + detail, problem);
    }

    /** Monotonic time in nanoseconds; the only clock that a transport may read. Any thread. */
    long nanoTime();

    /** Where the values of secret options are read from: {@code file:}, {@code env:}, {@code callback:}. Any thread. */
    default Secrets secrets() {
        return Secrets.of(Map.of());
    }

    /** What a key's attachment is told when its channel is ready. */
    @FunctionalInterface
    interface ReadyHandler {
        /**
         * Called on the I/O agent's thread within a select. Only notes the fact: work is done when the engine polls.
         *
         * @param readyOps as in {@link java.nio.channels.SelectionKey#readyOps()}
         */
        void onReady(int readyOps);
    }
}
