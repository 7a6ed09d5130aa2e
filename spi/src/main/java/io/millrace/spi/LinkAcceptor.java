// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.spi.uri.EndpointUri;
import org.jspecify.annotations.Nullable;

/**
 * A bound, listening address, made by {@link PeerTransport#listen}. The engine alone calls it, on the I/O agent's
 * thread only, and closes it. The links that it returns are the engine's, and live on when it is closed.
 */
public interface LinkAcceptor extends AutoCloseable {

    /** The address really bound, for good: port 0 is replaced by the port that the system chose [L2]. */
    EndpointUri boundUri();

    /**
     * Accepts one pending connection, each once [L8], without blocking. Never waits for the peer to say anything [L9], and
     * is not harmed by one that has left [L16].
     *
     * @return a connected link, or null if none is pending [L7]
     * @throws io.millrace.error.MillraceException if accepting failed: the engine backs off and tries
     *     again, or fails the endpoint if the error is of class PERMANENT
     */
    @Nullable FrameLink accept();

    /**
     * Says whether a pending connection is to wake the agent. False while the engine takes none for the moment, because too
     * many have come at once: they wait with the system. Before the first call they wake it.
     */
    default void awaitPending(boolean interested) {}

    /** Stops listening and frees the address [L4]; links accepted before live on [L11]. Idempotent [X1]. */
    @Override
    void close();
}
