// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.HashMap;
import java.util.Map;

/** How many connections each host has. As large as there are connections, which are limited. I/O agent's thread. */
final class HostCounts {

    private static final class Count {
        int connections;
    }

    private final Map<String, Count> byHost = new HashMap<>();
    private int total;

    int total() {
        return total;
    }

    /** Of a host; 0 for those that have no name, which only count in all. */
    int of(String host) {
        Count count = byHost.get(host);
        return count == null ? 0 : count.connections;
    }

    void enter(String host) {
        total++;
        if (!host.isEmpty()) {
            byHost.computeIfAbsent(host, key -> new Count()).connections++;
        }
    }

    void leave(String host) {
        total--;
        Count count = byHost.get(host);
        if (count != null && --count.connections == 0) {
            byHost.remove(host);
        }
    }
}
