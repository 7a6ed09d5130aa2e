// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.spi.log.LogTransport;

/**
 * Provider of a transport whose ends talk to a broker. Threads and lifetime as for any {@link TransportProvider};
 * {@link #create} is called at the runtime's first endpoint of one of the schemes.
 */
public non-sealed interface LogTransportProvider extends TransportProvider {

    /**
     * Makes the transport of one runtime, which closes it and no other. Plan only: nothing is opened or started.
     *
     * @param context the engine's, valid until the transport is closed; a log transport has no use for its selector
     */
    LogTransport create(TransportContext context);
}
