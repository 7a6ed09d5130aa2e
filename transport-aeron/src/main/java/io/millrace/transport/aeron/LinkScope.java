// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.TransportContext;
import io.millrace.spi.socket.BufferPool;
import java.util.Set;

/**
 * What the links of one transport share over one directory.
 *
 * @param context the engine's
 * @param agent of the directory
 * @param buffers of links that are closed, for the next ones
 * @param open what the transport closes with itself; any thread
 */
record LinkScope(TransportContext context, ClientAgent agent, BufferPool buffers, Set<AutoCloseable> open) {

    /** A link or an acceptor has something for the agent. */
    void wakeAgent() {
        agent.wake();
    }
}
