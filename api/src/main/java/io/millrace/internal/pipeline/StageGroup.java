// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import com.lmax.disruptor.Sequence;
import io.millrace.IdleMode;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.Sleeper;
import io.millrace.internal.session.MessageView;
import java.util.function.LongSupplier;

/**
 * Stages that share a thread: one consumer of the ring, which waits for the groups before it, hands each message to its
 * stages one after the other, and then says how far it is. Turned by its thread, or by hand in a test.
 */
public final class StageGroup {

    /** Progress is told after so much at the latest: what the next stage reads is then still in a cache. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** A message waits for its next attempt, which may be long before or long after. */
    private static final long RETRY_NAP_NS = 1_000_000;

    private final FrameRing ring;
    private final RunningStage[] stages;
    private final LongSupplier clock;
    private final BatchWalk walk;
    private final Progress progress = new Progress();
    private final Sleeper sleeper = new Sleeper();
    private final IdleMode idle;
    private final Ticks ticks;
    private final Upstream upstream;

    /** Everything before it is done with. */
    private long position;

    StageGroup(
            FrameRing ring,
            MessageView view,
            RunningStage[] stages,
            int reservedBytes,
            boolean seals,
            IdleMode idle,
            LongSupplier clock) {
        this.ring = ring;
        this.stages = stages;
        this.walk = new BatchWalk(ring, view, stages, reservedBytes, seals);
        this.idle = idle;
        this.clock = clock;
        this.ticks = new Ticks(stages, clock);
        this.upstream = new Upstream(ring);
    }

    /** Whom it waits for; nobody but the producers if it is not told. Before anything else. */
    void waitFor(Sequence... before) {
        upstream.waitFor(before);
    }

    /** Whom it wakes. Before anything else. */
    void wakes(Sleeper... after) {
        progress.wakes(after);
    }

    /** Who goes on behind it. Before anything else. */
    public void tail(Tail after) {
        progress.tail(after);
    }

    /** The last slot that it is done with. */
    public Sequence sequence() {
        return progress.sequence();
    }

    /** Its thread's sleep. */
    public Sleeper sleeper() {
        return sleeper;
    }

    /** True if its thread sleeps until it is woken. */
    public boolean sleeps() {
        return idle == IdleMode.ADAPTIVE || idle == IdleMode.BLOCK;
    }

    /** How its thread waits. */
    public IdleMode idle() {
        return idle;
    }

    /** Its stages, in their order. */
    public RunningStage[] stages() {
        return stages.clone();
    }

    // ---- its thread's ----

    /** Before the first turn, on its thread. */
    public void start() {
        ticks.start();
    }

    /**
     * One turn: what is there, at most some 64 KiB.
     *
     * @return 0 if there was nothing to do
     */
    public int work() {
        int done = ticks.work();
        if (walk.isStopped()) {
            return done;
        }
        if (walk.isStuck()) {
            if (!goOn()) {
                return done;
            }
            done++;
        }
        long from = position;
        long end = available(from);
        if (end == from) {
            return done;
        }
        long stop = Math.min(end, from + BATCH_BYTES);
        return advance(walk.walk(from, stop)) == from ? done : done + 1;
    }

    private long available(long from) {
        return upstream.available(from, BATCH_BYTES);
    }

    /** Hands the message at {@code position} up once more; false if it is still not done with. */
    private boolean goOn() {
        long here = position;
        return advance(walk.goOn(here, clock.getAsLong())) != here;
    }

    private long advance(long to) {
        if (to == position) {
            return to;
        }
        for (RunningStage stage : stages) {
            stage.batchEnd();
        }
        position = to;
        progress.advance(to);
        walk.rest(to);
        return to;
    }

    /** True if a turn would find something; after it has said that it sleeps it asks once more. */
    public boolean hasWork() {
        return !walk.isStopped() && !walk.isStuck() && available(position) > position;
    }

    /** How long it may sleep at most; {@link Long#MAX_VALUE} if until it is woken. */
    public long mayRestNs() {
        if (walk.isStuck() && !walk.isStopped()) {
            return RETRY_NAP_NS;
        }
        return ticks.untilNextNs();
    }

    // ---- any thread ----

    /** True if a message waits for its next attempt; a guess. */
    public boolean isRetrying() {
        return walk.isStuck();
    }

    /** True if one of its stages takes nothing more. */
    public boolean isStopped() {
        return walk.isStopped();
    }

    /** Everything before it is done with. */
    public long donePosition() {
        return progress.position();
    }

    /** What lies before it, published and not done with by it, in bytes. */
    public long lag() {
        return Math.max(0, ring.head() - donePosition());
    }

    /** True if it could go on: somebody who looks again later and finds it in the same place knows that it hangs. */
    public boolean isDue() {
        return upstream.isDue(donePosition());
    }

    /** The message that its handler is at, or the next one if none is at work; right about a thread that does not move. */
    public long whereabouts() {
        long done = donePosition();
        return done + ((walk.offset() - done) & (ring.capacity() - 1));
    }

    /** Which of its stages was given it. */
    public RunningStage busyStage() {
        return walk.busyStage();
    }

    /** Size of its ring in bytes. */
    public int ringBytes() {
        return ring.capacity();
    }
}
