// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.function.Supplier;
import org.agrona.concurrent.Agent;

/** An agent that knows how to wait, and that others can wake. */
interface EngineAgent extends Agent {

    @Override
    int doWork();

    /** Waits as the idle mode says, after a cycle that did this much work. The agent's thread. */
    void idle(int work);

    /** Runs a command on the agent's thread, soon. Any thread. */
    void execute(Runnable command);

    /** Runs a command on the agent's thread and waits for its result; at once if this is that thread. */
    <T> T call(Supplier<T> command);

    /** Ends its sleep. Any thread. */
    void wakeup();

    /** True on the agent's own thread, for which nobody must wait there. */
    boolean isCurrentThread();

    /** True once it takes no more turns. Any thread. */
    boolean isStopped();

    /** It has failed, as nothing of ours should: what depends on it ends, and nobody waits for it. */
    void abandon(Throwable cause);
}
