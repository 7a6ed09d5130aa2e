// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;

/**
 * A transport whose two ends talk to each other; one for each runtime, made by {@link PeerTransportProvider#create}. It
 * moves bytes and reports facts; sessions, retries, heartbeats and resume are the engine's. Every method is called on
 * the runtime's I/O agent thread and must not block [L6]. The engine closes what {@code listen} and {@code dial} return,
 * then the transport.
 *
 * <p>Errors are thrown as {@link io.millrace.error.MillraceException}s that name the address; their class decides what
 * the supervisor does (transient ones are retried, permanent ones are not).
 */
public interface PeerTransport extends AutoCloseable {

    /**
     * Binds and starts to listen. When this returns a peer's connect succeeds [L1]. Looking up the name of the address to
     * bind is the one thing that may take a while.
     *
     * @throws io.millrace.error.MillraceException if the address cannot be bound: {@code ADDRESS_IN_USE} if somebody listens
     *     there [L3], {@code INVALID_URI} if it cannot be read [P9]
     */
    LinkAcceptor listen(EndpointUri uri, Options options);

    /**
     * Begins to connect and returns a link that is not yet connected; {@link FrameLink#finishConnect} tells how it
     * goes. Name resolution must not block the caller either.
     *
     * @throws io.millrace.error.MillraceException if the attempt fails at once: a transient error that names the address if
     *     nobody listens there [L5], {@code INVALID_URI} if it cannot be read [P9]
     */
    FrameLink dial(EndpointUri uri, Options options);

    /**
     * True if every link and acceptor wakes the {@link TransportContext#selector() selector} or calls
     * {@link TransportContext#wakeup()} for bytes [T2], connections [T3], the end [T4], room that was waited for [T5] and
     * the progress of a dial [T6]; false makes the I/O agent nap briefly instead of sleeping in select.
     */
    boolean wakesSelector();

    /**
     * True if nothing that goes over this address can leave the host, as far as the address alone tells: publications may
     * then leave out checksums ({@code checksum=auto}), which is decided before there is a link. Links of such an address
     * are local [P10]. When in doubt, false.
     */
    default boolean staysInHost(EndpointUri uri) {
        return false;
    }

    /**
     * True if everything that its links carry is encrypted and the peer's address or name is verified: the engine then
     * leaves out checksums ({@code checksum=auto}), and lets links leave the host without {@link PlainText#INSECURE}.
     */
    default boolean encrypts() {
        return false;
    }

    /** Closes the links [X2] and acceptors [X3] that are still open. Idempotent [X1]. */
    @Override
    void close();
}
