// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.TransportContext;
import java.nio.channels.Selector;

/** What the links and acceptors of one transport share. Owned by the transport; I/O agent's thread only. */
record SocketScope(
        TransportContext context,
        SocketFamily family,
        OpenSockets open,
        BufferPool buffers,
        DescriptorReserve reserve) {

    static SocketScope of(TransportContext context, SocketFamily family) {
        return new SocketScope(context, family, new OpenSockets(), new BufferPool(), new DescriptorReserve());
    }

    Selector selector() {
        return context.selector();
    }
}
