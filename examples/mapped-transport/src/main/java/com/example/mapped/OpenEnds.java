// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The links and acceptors of one transport that nobody has closed yet, which it closes with itself. Each enters itself when it
 * opens and leaves when it closes; any thread, as links are closed by another agent than the one that opens them.
 */
final class OpenEnds {
    private final Set<MappedLink> links = ConcurrentHashMap.newKeySet();
    private final Set<MappedAcceptor> acceptors = ConcurrentHashMap.newKeySet();

    void add(MappedLink link) {
        links.add(link);
    }

    void remove(MappedLink link) {
        links.remove(link);
    }

    void add(MappedAcceptor acceptor) {
        acceptors.add(acceptor);
    }

    void remove(MappedAcceptor acceptor) {
        acceptors.remove(acceptor);
    }

    void closeAll() {
        acceptors.forEach(MappedAcceptor::close);
        links.forEach(MappedLink::close);
    }
}
