// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.MessageView;
import io.millrace.pipeline.StageHandler;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages of a ring to the stages of one group, one message after the other, and knows which of them one is stuck at.
 * The group's thread; {@link #offset}, {@link #busyStage} and the flags may be read on any.
 */
final class BatchWalk {

    private static final int NOBODY = -1;

    private final FrameRing ring;
    private final ByteBuffer frames;
    private final int mask;
    private final int reservedBytes;
    private final MessageView view;
    private final RunningStage[] stages;
    private final @Nullable FrameChecksum seal;

    /** Whose message is to be handed up again. */
    private int stuck = NOBODY;

    /** Which stage was given the view's message last. Read by others without order. */
    private int busy;

    private volatile boolean stopped;

    /**
     * Walks a ring.
     *
     * @param reservedBytes that lie behind each payload
     * @param seals whether what they let through gets a checksum
     */
    BatchWalk(FrameRing ring, MessageView view, RunningStage[] stages, int reservedBytes, boolean seals) {
        this.ring = ring;
        this.frames = ring.buffer();
        this.mask = ring.capacity() - 1;
        this.view = view;
        this.stages = stages;
        this.reservedBytes = reservedBytes;
        this.seal = seals ? new FrameChecksum() : null;
    }

    /**
     * Hands up what is published between two positions.
     *
     * @return where what it is done with ends: less than {@code stop} if a stage wants a message again
     */
    long walk(long from, long stop) {
        return stages.length == 1 ? walkOne(from, stop) : walkAll(from, stop);
    }

    /** No message is being handled; the next one is at a position. */
    void rest(long position) {
        view.moveTo((int) position & mask, FrameDescriptor.HEADER_LENGTH);
    }

    /** The hot loop of a stage with a thread of its own. */
    private long walkOne(long from, long stop) {
        RunningStage stage = stages[0];
        StageHandler handler = stage.handler();
        boolean sharing = stage.isSharing();
        stage.batchBegin();
        long next = skipPads(from, stop);
        long here = from;
        int handed = 0;
        try {
            while (next < stop) {
                here = next;
                int offset = (int) here & mask;
                long word = frames.getLong(offset);
                next = skipPads(here + FrameDescriptor.align((int) word), stop);
                if ((word & FrameRing.DROPPED_MASK) != 0 && stage.isAlone()) {
                    ring.drop(here);
                    continue;
                }
                view.moveTo(offset, (int) word - reservedBytes);
                if (!stage.isRemoved()) {
                    if (sharing && !stage.isMine()) {
                        continue;
                    }
                    if (next >= stop) {
                        stage.atEndOfBatch();
                    }
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
        return next;
    }

    /** The hot loop of stages that share a thread. */
    private long walkAll(long from, long stop) {
        for (RunningStage stage : stages) {
            stage.batchBegin();
        }
        long next = skipPads(from, stop);
        while (next < stop) {
            long here = next;
            int offset = (int) here & mask;
            long word = frames.getLong(offset);
            next = skipPads(here + FrameDescriptor.align((int) word), stop);
            if (next >= stop) {
                atEndOfBatch();
            }
            view.moveTo(offset, (int) word - reservedBytes);
            if (!handThrough(0, here, (word & FrameRing.DROPPED_MASK) != 0)) {
                next = here;
                break;
            }
        }
        return next;
    }

    /** The first message at or after a position; or where the batch ends. */
    private long skipPads(long from, long stop) {
        long at = from;
        while (at < stop) {
            int offset = (int) at & mask;
            if ((frames.getLong(offset) & FrameRing.PAD_MASK) != 0) {
                return at;
            }
            at += FrameFlyweight.padSpan(frames, offset);
        }
        return at;
    }

    private void atEndOfBatch() {
        for (RunningStage stage : stages) {
            stage.atEndOfBatch();
        }
    }

    /**
     * Hands the view's message to the stages from {@code first} on.
     *
     * @param marked one that read it beside others has dropped it
     * @return false if one of them wants it again
     */
    private boolean handThrough(int first, long here, boolean marked) {
        RunningStage[] all = stages;
        boolean dropped = marked;
        int i = first;
        try {
            for (; i < all.length; i++) {
                RunningStage stage = all[i];
                if (dropped && stage.isAlone()) {
                    ring.drop(here);
                    return true;
                }
                if (stage.isRemoved()) {
                    continue;
                }
                busy = i;
                stage.handler().onMessage(view, stage);
                stage.countHandled();
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
            return settled(i, here, cause) && (all[i].isAlone() || handThrough(i + 1, here, true));
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

    /**
     * Hands the message that a stage is stuck at up once more.
     *
     * @return where it ends; where it begins if it is still not done with
     */
    long goOn(long here, long nowNs) {
        int which = stuck;
        RunningStage stage = stages[which];
        if (!stage.isRemoved() && !stage.mayRetry(nowNs)) {
            return here;
        }
        int offset = ring.offset(here);
        long word = frames.getLong(offset);
        long end = here + FrameDescriptor.align((int) word);
        view.moveTo(offset, (int) word - reservedBytes);
        boolean dropped = (word & FrameRing.DROPPED_MASK) != 0;
        if (!stage.isRemoved()) {
            busy = which;
            stage.atEndOfBatch();
            if (!stage.again()) {
                stopped = stage.isStopped();
                return here;
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
                    return end;
                }
            }
        }
        stuck = NOBODY;
        atEndOfBatch();
        return handThrough(which + 1, here, dropped) ? end : here;
    }

    /** True if a message waits for its next attempt. */
    boolean isStuck() {
        return stuck != NOBODY;
    }

    /** True if one of the stages takes nothing more. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Where in the buffer the message begins that is being handled, or the next one if none is. Nobody orders this read and the
     * thread's writes: it is right about a thread that does not move, and that is what is asked for.
     */
    int offset() {
        return view.frameOffset();
    }

    /** Which of the stages was given it; as {@link #offset}. */
    RunningStage busyStage() {
        return stages[busy];
    }
}
