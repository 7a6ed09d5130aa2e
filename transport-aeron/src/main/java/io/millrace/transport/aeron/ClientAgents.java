// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The agents of this process: one for each driver directory that is in use, counted by who holds it. Any thread. */
final class ClientAgents {

    private record Key(Path directory, boolean embedded) {}

    private static final class Holding {
        private final ClientAgent agent;
        private int holders;

        private Holding(ClientAgent agent) {
            this.agent = agent;
        }
    }

    private static final Map<Key, Holding> RUNNING = new HashMap<>();
    private static final Map<Path, Thread> LAST = new HashMap<>();
    private static int number;

    private ClientAgents() {}

    /** The agent of a directory, started if there is none; the caller {@link #release}s it. */
    static ClientAgent acquire(DriverSite site) {
        synchronized (RUNNING) {
            Holding holding = RUNNING.computeIfAbsent(new Key(site.directory(), site.embedded()), key -> {
                ClientAgent agent = new ClientAgent(site, ++number, LAST.get(site.directory()));
                agent.start();
                return new Holding(agent);
            });
            holding.holders++;
            return holding.agent;
        }
    }

    /** Gives it back; the last holder's going ends it, when its tasks are over. */
    static void release(ClientAgent agent) {
        synchronized (RUNNING) {
            Key key = new Key(agent.site().directory(), agent.site().embedded());
            Holding holding = RUNNING.get(key);
            if (holding != null && holding.agent == agent && --holding.holders == 0) {
                RUNNING.remove(key);
                LAST.values().removeIf(thread -> !thread.isAlive());
                LAST.put(key.directory(), agent.thread());
                agent.stop();
            }
        }
    }
}
