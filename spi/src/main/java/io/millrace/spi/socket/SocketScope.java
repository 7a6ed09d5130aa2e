// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.spi.TransportContext;
import java.io.IOException;
import java.nio.channels.SelectionKey;
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

    /**
     * Makes the selector let go of channels that have just been closed, which it otherwise does in the next select; the
     * JDK keeps their descriptors until then. What is ready is noted as in any select.
     */
    void releaseClosed() {
        Selector selector = context.selector();
        if (!selector.isOpen()) {
            return;
        }
        try {
            selector.selectNow(SocketScope::note);
        } catch (IOException e) {
            // The engine's next select meets the same error, and reports it
        }
    }

    private static void note(SelectionKey key) {
        if (key.attachment() instanceof TransportContext.ReadyHandler handler) {
            handler.onReady(key.readyOps());
        }
    }
}
