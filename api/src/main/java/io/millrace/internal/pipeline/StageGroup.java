// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import com.lmax.disruptor.Sequence;
import io.millrace.IdleMode;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.Sleeper;
import io.millrace.internal.session.MessageView;
import io.millrace.pipeline.StageHandler;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stages that share a thread: one consumer of the ring, which waits for the groups before it, hands each message to its
 * stages one after the other, and then says how far it is. Turned by its thread, or by hand in a test.
 */
public final class StageGroup {

    /** Progress is told after so much at the latest: what the next stage reads is then still in a cache. */
    private static final int BATCH_BYTES = 64 * 1024;

    /** A message waits for its next attempt, which may be long before or long after. */
    private static final long RETRY_NAP_NS = 1_000_000;

    private static final int NOBODY = -1;

    private final FrameRing ring;
    private final ByteBuffer frames;
    private final int mask;
    private final int reservedBytes;
    private final MessageView view;
    private final RunningStage[] stages;
    private final LongSupplier clock;
    private final @Nullable FrameChecksum seal;
    private final Progress progress = new Progress();
    private final Whereabouts whereabouts = new Whereabouts();
    private final Sleeper sleeper = new Sleeper();
    private final IdleMode idle;
    private final Ticks ticks;
    private final Upstream upstream;

    /** Everything before it is done with. */
    private long position;

    /** Whose message at {@code position} is to be handed up again. */
    private int stuck = NOBODY;

    private volatile boolean stopped;

    StageGroup(
            FrameRing ring,
            MessageView view,
            RunningStage[] stages,
            int reservedBytes,
            boolean seals,
            IdleMode idle,
            LongSupplier clock) {
        this.ring = ring;
        this.frames = ring.buffer();
        this.mask = ring.capacity() - 1;
        this.view = view;
        this.stages = stages;
        this.reservedBytes = reservedBytes;
        this.seal = seals ? new FrameChecksum() : null;
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
        if (stopped) {
            return done;
        }
        if (stuck != NOBODY) {
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
        long next = stages.length == 1 ? walkOne(from, stop) : walkAll(from, stop);
        return next == from ? done : done + 1;
    }

    private long available(long from) {
        return upstream.available(from, BATCH_BYTES);
    }

    /** The hot loop of a stage with a thread of its own. */
    private long walkOne(long from, long stop) {
        RunningStage stage = stages[0];
        StageHandler handler = stage.handler();
        boolean removed = stage.isRemoved();
        boolean sharing = stage.isSharing();
        long next = from;
        long here = from;
        int handed = 0;
        try {
            while (next < stop) {
                here = next;
                int offset = (int) here & mask;
                long word = frames.getLong(offset);
                if ((word & FrameRing.PAD_MASK) == 0) {
                    next = here + FrameFlyweight.padSpan(frames, offset);
                    continue;
                }
                next = here + FrameDescriptor.align((int) word);
                if ((word & FrameRing.DROPPED_MASK) != 0 && stage.isAlone()) {
                    ring.drop(here);
                    continue;
                }
                view.moveTo(offset, (int) word - reservedBytes);
                if (!removed) {
                    if (sharing && !stage.isMine()) {
                        continue;
                    }
                    whereabouts.at(here);
                    stage.endOfBatch(next >= stop);
                    handler.onMessage(view, stage);
                    handed++;
                    if (stage.isDropping()) {
                        discard(stage, here);
                        stage.countDrop();
                        continue;
                    }
                }
                if (seal != null) {
                    seal.seal(frames, offset);
                }
            }
        } catch (Throwable cause) {
            next = settled(0, here, cause) ? next : here;
        }
        stage.handed(handed);
        return advance(next);
    }

    private long walkAll(long from, long stop) {
        long next = from;
        while (next < stop) {
            long here = next;
            int offset = (int) here & mask;
            long word = frames.getLong(offset);
            if ((word & FrameRing.PAD_MASK) == 0) {
                next = here + FrameFlyweight.padSpan(frames, offset);
                continue;
            }
            long end = here + FrameDescriptor.align((int) word);
            view.moveTo(offset, (int) word - reservedBytes);
            if (!handThrough(0, here, (word & FrameRing.DROPPED_MASK) != 0, end >= stop)) {
                break;
            }
            next = end;
        }
        return advance(next);
    }

    /**
     * Hands the view's message to the stages from {@code first} on.
     *
     * @param marked one that read it beside others has dropped it
     * @return false if one of them wants it again
     */
    private boolean handThrough(int first, long here, boolean marked, boolean last) {
        boolean dropped = marked;
        int i = first;
        try {
            for (; i < stages.length; i++) {
                RunningStage stage = stages[i];
                if (dropped && stage.isAlone()) {
                    ring.drop(here);
                    return true;
                }
                if (stage.isRemoved()) {
                    continue;
                }
                whereabouts.at(here, i);
                stage.hand(last);
                if (stage.isDropping()) {
                    discard(stage, here);
                    stage.countDrop();
                    if (stage.isAlone()) {
                        return true;
                    }
                    dropped = true;
                }
            }
        } catch (Throwable cause) {
            return settled(i, here, cause) && (stages[i].isAlone() || handThrough(i + 1, here, true, last));
        }
        if (seal != null) {
            seal.seal(frames, ring.offset(here));
        }
        return true;
    }

    /** A handler threw; false if its message is not done with. */
    private boolean settled(int which, long here, Throwable cause) {
        RunningStage stage = stages[which];
        if (stage.failed(cause)) {
            discard(stage, here);
            return true;
        }
        if (stage.isStopped()) {
            stopped = true;
        }
        stuck = which;
        return false;
    }

    /** Stages behind this one are not to see the message. */
    private void discard(RunningStage stage, long here) {
        if (stage.isAlone()) {
            ring.drop(here);
        } else {
            ring.markDropped(here);
        }
    }

    /** Hands the message at {@code position} up once more; false if it is still not done with. */
    private boolean goOn() {
        RunningStage stage = stages[stuck];
        if (!stage.isRemoved() && !stage.mayRetry(clock.getAsLong())) {
            return false;
        }
        long here = position;
        int offset = ring.offset(here);
        long word = frames.getLong(offset);
        long end = here + FrameDescriptor.align((int) word);
        view.moveTo(offset, (int) word - reservedBytes);
        int which = stuck;
        boolean dropped = (word & FrameRing.DROPPED_MASK) != 0;
        if (!stage.isRemoved()) {
            whereabouts.at(here, which);
            if (!stage.again()) {
                stopped = stage.isStopped();
                return false;
            }
            boolean dropping = stage.isDropping();
            if (!stage.isCompleted() || dropping) {
                discard(stage, here);
                dropped = true;
                if (dropping) {
                    stage.countDrop();
                }
                if (stage.isAlone()) {
                    stuck = NOBODY;
                    advance(end);
                    return true;
                }
            }
        }
        stuck = NOBODY;
        if (!handThrough(which + 1, here, dropped, true)) {
            return false;
        }
        advance(end);
        return true;
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
        return to;
    }

    /** True if a turn would find something; after it has said that it sleeps it asks once more. */
    public boolean hasWork() {
        return !stopped && stuck == NOBODY && available(position) > position;
    }

    /** How long it may sleep at most; {@link Long#MAX_VALUE} if until it is woken. */
    public long mayRestNs() {
        if (stuck != NOBODY && !stopped) {
            return RETRY_NAP_NS;
        }
        return ticks.untilNextNs();
    }

    // ---- any thread ----

    /** True if a message waits for its next attempt; a guess. */
    public boolean isRetrying() {
        return stuck != NOBODY;
    }

    /** True if one of its stages takes nothing more. */
    public boolean isStopped() {
        return stopped;
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

    /** The last message that one of its stages was given; moves while it works. */
    public long whereabouts() {
        return whereabouts.position();
    }

    /** Which of its stages was given it. */
    public RunningStage busyStage() {
        return stages[whereabouts.stage()];
    }

    /** Size of its ring in bytes. */
    public int ringBytes() {
        return ring.capacity();
    }
}
