// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/** Provider of a transport whose two ends talk to each other; the engine runs the session protocol over its links. */
public non-sealed interface PeerTransportProvider extends TransportProvider {

    /**
     * Makes the transport of one runtime. Plan only: nothing is opened, allocated or started before {@code listen} or
     * {@code dial}.
     */
    PeerTransport create(TransportContext context);
}
