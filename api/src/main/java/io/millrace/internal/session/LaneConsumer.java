// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.Sleeper;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The duty cycle of a subscription with a ring of its own: hands up what its lanes hold, one lane for each session that
 * publishes the stream. Turned by the subscription's thread, or by hand in a test; {@link #open}, {@link #wake} and
 * {@link #close} are for the I/O agent.
 *
 * <p><b>Sleeping.</b> Before it sleeps it says so, fences, and looks once more; who puts a frame in a lane fences, and wakes
 * it if it says that it sleeps. One of the two sees the other. The way back is the same: after its progress was stored it
 * wakes the I/O agent, which looks for it before it sleeps.
 */
public final class LaneConsumer {

    private static final int FRAMES_A_TURN = 256;

    private final Runnable wakeAgent;
    private volatile FrameLane[] lanes = {};
    private final Sleeper sleeper = new Sleeper();

    /** The lane whose turn it is. */
    private volatile @Nullable FrameLane turned;

    private @Nullable Subscriber subscriber;

    /** @param wakeAgent ends the I/O agent's sleep; called on the consumer's thread when there is news for the peers */
    public LaneConsumer(Runnable wakeAgent) {
        this.wakeAgent = wakeAgent;
    }

    /** Whose messages these are; before anything else. */
    void attach(Subscriber owner) {
        subscriber = owner;
    }

    /** A session's stream begins. */
    void open(FrameLane lane) {
        FrameLane[] before = lanes;
        FrameLane[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = lane;
        lanes = after;
    }

    /** A session's stream is over; what it holds is not handed up. */
    void close(FrameLane lane) {
        lane.close();
        lanes = Arrays.stream(lanes).filter(other -> other != lane).toArray(FrameLane[]::new);
    }

    /** Something was put in a lane, or the subscription was closed; true if the consumer slept. Any thread. */
    public boolean wake() {
        return sleeper.wake();
    }

    // ---- the consumer's thread ----

    /**
     * One turn: some messages of each lane.
     *
     * @return work done, 0 if none
     */
    public int doWork(long nowNs) {
        Subscriber owner = subscriber;
        if (owner == null) {
            return 0;
        }
        int work = 0;
        for (FrameLane lane : lanes) {
            if (owner.isClosed()) {
                break;
            }
            int done = work(lane, owner, nowNs);
            if (done > 0 && lane.isEmpty()) {
                wakeAgent.run();
            }
            work += done;
        }
        return work;
    }

    private int work(FrameLane lane, Subscriber owner, long nowNs) {
        if (!lane.hasWork()) {
            return 0;
        }
        turned = lane;
        try {
            return lane.work(owner, nowNs, FRAMES_A_TURN, wakeAgent);
        } finally {
            turned = null;
        }
    }

    /** What its thread is at; null if nothing. Any thread, a little late. */
    public @Nullable HandledMessage handled() {
        Subscriber owner = subscriber;
        FrameLane lane = turned;
        return owner == null || lane == null ? null : new HandledMessage(owner.stream(), lane.processed());
    }

    /** True if its lanes are empty, so that it may sleep until woken; it must have said so by {@link #fallAsleep} before. */
    public boolean isIdle() {
        for (FrameLane lane : lanes) {
            if (lane.hasWork()) {
                return false;
            }
        }
        return true;
    }

    /** It is about to sleep, and looks once more for work after this. */
    public void fallAsleep() {
        sleeper.fallAsleep();
    }

    /** It is awake. */
    public void awake() {
        sleeper.awake();
    }
}
