// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What other threads want an agent to do. Added to by any thread, run by the agent's. */
final class CommandQueue {

    private static final int MOST_AT_ONCE = 64;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

    void add(Runnable command) {
        commands.offer(command);
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** Runs what is there, up to a bound, so that links have their turn too; how many. */
    int run() {
        int done = 0;
        Runnable command;
        while (done < MOST_AT_ONCE && (command = commands.poll()) != null) {
            command.run();
            done++;
        }
        return done;
    }

    /** The agent is gone: whoever comes runs what is left, one thread at a time, as somebody waits for each of them. */
    void runAll() {
        synchronized (commands) {
            int done;
            do {
                done = run();
            } while (done > 0);
        }
    }
}
