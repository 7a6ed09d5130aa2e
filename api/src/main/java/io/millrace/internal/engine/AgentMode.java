// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the I/O agent is at, and who wakes it. The agent says that it sleeps, fences, and looks once more for work before
 * it really does; whoever has work for it stores that, fences, and reads the mode. One of the two sees the other. Of
 * several that find it asleep one alone pays for the wake-up.
 */
final class AgentMode {

    /** It polls: what is published is picked up at its next look. */
    private static final int POLLING = 0;
    /** It is in a handler, perhaps for long. */
    private static final int BUSY = 1;
    /** It sleeps in select, or is about to. */
    private static final int ASLEEP = 2;
    /** Somebody is waking it. */
    private static final int WAKING = 3;

    private static final VarHandle MODE;

    static {
        try {
            MODE = MethodHandles.lookup().findVarHandle(AgentMode.class, "mode", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int mode = POLLING;

    /** A handler is about to run, or has returned. The agent's thread. */
    void busy(boolean isBusy) {
        MODE.setRelease(this, isBusy ? BUSY : POLLING);
    }

    /** True while a handler may be running. Any thread. */
    boolean isBusy() {
        return mode == BUSY;
    }

    /** The agent is about to sleep; it must look for work after this call and before it sleeps. */
    void fallAsleep() {
        mode = ASLEEP;
        VarHandle.fullFence();
    }

    /** The agent polls again. */
    void awake() {
        mode = POLLING;
    }

    /** Something was stored for the agent: true if it sleeps and the caller is the one to wake it. Any thread. */
    boolean claimWakeUp() {
        VarHandle.fullFence();
        return mode == ASLEEP && MODE.compareAndSet(this, ASLEEP, WAKING);
    }
}
