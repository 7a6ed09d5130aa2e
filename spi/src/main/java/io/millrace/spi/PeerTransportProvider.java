// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/**
 * Provider of a transport whose two ends talk to each other; the engine runs the session protocol over its links.
 * Threads and lifetime as for any {@link TransportProvider}; {@link #create} is called on the I/O agent's thread, at
 * the runtime's first endpoint of one of the schemes.
 */
public non-sealed interface PeerTransportProvider extends TransportProvider {

    /**
     * Makes the transport of one runtime, which closes it and no other [P8]. Plan only: nothing is opened, allocated or
     * started before {@code listen} or {@code dial} [P7].
     *
     * @param context the engine's, valid until the transport is closed
     */
    PeerTransport create(TransportContext context);
}
