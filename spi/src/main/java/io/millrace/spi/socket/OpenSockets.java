// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The links and acceptors of one transport that nobody has closed yet. Each enters itself when it opens and leaves when
 * it closes; concurrent, because {@link #closeAll} walks the sets while they shrink.
 */
final class OpenSockets {
    private final Set<SocketFrameLink> links = ConcurrentHashMap.newKeySet();
    private final Set<SocketAcceptor> acceptors = ConcurrentHashMap.newKeySet();

    void add(SocketFrameLink link) {
        links.add(link);
    }

    void remove(SocketFrameLink link) {
        links.remove(link);
    }

    void add(SocketAcceptor acceptor) {
        acceptors.add(acceptor);
    }

    void remove(SocketAcceptor acceptor) {
        acceptors.remove(acceptor);
    }

    void closeAll() {
        acceptors.forEach(SocketAcceptor::close);
        links.forEach(SocketFrameLink::close);
    }
}
