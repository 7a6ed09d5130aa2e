// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread's sleep. Before it sleeps it says so, fences, and looks once more; who has given it work fences, and wakes it
 * if it says that it sleeps. One of the two sees the other.
 */
public final class Sleeper {

    private volatile @Nullable Thread sleeper;

    /** There is something new; true if the thread slept. Any thread. */
    public boolean wake() {
        VarHandle.fullFence();
        return wakeFenced();
    }

    /** The same, of one who has fenced since. */
    public boolean wakeFenced() {
        Thread asleep = sleeper;
        if (asleep == null) {
            return false;
        }
        LockSupport.unpark(asleep);
        return true;
    }

    /** The calling thread is about to sleep, and looks once more for work after this. */
    public void fallAsleep() {
        sleeper = Thread.currentThread();
        VarHandle.fullFence();
    }

    /** It is awake. */
    public void awake() {
        sleeper = null;
    }
}
