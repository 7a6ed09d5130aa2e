// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Publication;
import io.millrace.internal.session.Attempts;
import io.millrace.internal.session.MessageView;
import io.millrace.internal.session.Subscriber;
import io.millrace.pipeline.AnnotationField;
import io.millrace.pipeline.Stage;
import io.millrace.pipeline.StageContext;
import io.millrace.pipeline.StageHandler;
import io.millrace.pipeline.TickHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stage, or one of its workers: the handler, what it may do, and what it has done. Belongs to its group's thread; the
 * counters may be read on any, a little late.
 */
public final class RunningStage implements StageContext {

    /** What is told of a stage's own calls that fail. On its thread. */
    public interface Observer extends Subscriber.FailureListener {

        /** A tick or a flush threw. */
        void callFailed(String stage, String what, Throwable cause);
    }

    private final Stage stage;
    private final String name;
    private final int worker;
    private final int workers;

    /** True if no other stage or worker reads a message at the same time. */
    private final boolean alone;

    private final Fields fields;
    private final StageHandler handler;
    private final @Nullable Publication output;
    private final Observer observer;
    private final MessageView view;
    private final ByteBuffer frames;
    private final Attempts attempts;

    private boolean endOfBatch;
    private boolean dropping;
    private boolean completed;
    private long nextTickNs;
    private long handled;
    private long dropped;

    /** How many it had handled when it flushed last. */
    private long flushed;

    /** Without order, since it is looked at before each message: whoever looks at what is published sees it. */
    private boolean removed;

    /**
     * What a group makes of a member of the plan.
     *
     * @param view of the group's messages
     * @param frames the ring's bytes
     * @param output where it emits; null if it does not
     */
    RunningStage(
            String pipeline,
            Member member,
            Fields fields,
            MessageView view,
            ByteBuffer frames,
            @Nullable Publication output,
            Observer observer) {
        this.stage = member.stage();
        this.worker = member.worker();
        this.workers = member.workers();
        this.name = member.title();
        this.alone = member.alone();
        this.fields = fields;
        this.handler = stage.handler();
        this.output = output;
        this.observer = observer;
        this.view = view;
        this.frames = frames;
        this.attempts =
                new Attempts(pipeline + "/" + name, view, message -> handOnceMore(), stage.failurePolicy(), observer);
    }

    // ---- the group's ----

    /** Who handles messages; what it throws is the caller's to give to {@link #failed}. */
    StageHandler handler() {
        return handler;
    }

    /** What comes now is not a batch's last message. */
    void batchBegin() {
        endOfBatch = false;
    }

    /** What comes now is. */
    void atEndOfBatch() {
        endOfBatch = true;
    }

    /** The handler has returned. */
    void countHandled() {
        handled++;
    }

    /** It has so many times. */
    void handed(int messages) {
        handled += messages;
    }

    private Action handOnceMore() throws Exception {
        completed = false;
        try {
            handler.onMessage(view, this);
        } catch (InterruptedException unfinished) {
            return Action.RETRY;
        }
        completed = true;
        return Action.CONTINUE;
    }

    /** True if the message is this worker's. */
    boolean isMine() {
        Stage.Workers sharing = stage.workers();
        if (sharing == null || workers == 1) {
            return true;
        }
        long key;
        try {
            key = sharing.key().keyOf(view);
        } catch (RuntimeException e) {
            // Nobody knows whose it is, and one of them must fail on it.
            if (worker == 0) {
                throw e;
            }
            return false;
        }
        long mixed = key * 0x9E37_79B9_7F4A_7C15L >>> 32;
        return (int) (mixed * workers >>> 32) == worker;
    }

    /** True if it tells its messages apart by key. */
    boolean isSharing() {
        return workers > 1;
    }

    /** The handler threw; false if the message is not done with. */
    boolean failed(Throwable cause) {
        dropping = false;
        return attempts.failed(cause);
    }

    boolean mayRetry(long nowNs) {
        return attempts.mayRetry(nowNs);
    }

    /** Hands the view's message up once more; false if it is not done with. */
    boolean again() {
        completed = false;
        return attempts.again();
    }

    /** After {@link #again}: true if the handler has returned, false if the message was skipped or is a dead letter. */
    boolean isCompleted() {
        return completed;
    }

    boolean isStopped() {
        return attempts.isStopped();
    }

    boolean isAlone() {
        return alone;
    }

    boolean isDropping() {
        return dropping;
    }

    /** The drop that was asked for is done. */
    void countDrop() {
        dropping = false;
        dropped++;
    }

    /** The batch is over. */
    void batchEnd() {
        long now = handled();
        if (now != flushed) {
            flushed = now;
            TickHandler flush = stage.batchEnd();
            if (flush != null) {
                call("onBatchEnd", flush);
            }
        }
    }

    /** When it ticks next; {@link Long#MAX_VALUE} if never. */
    long untilTickNs(long nowNs) {
        Stage.Tick tick = stage.tick();
        if (tick == null) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, nextTickNs - nowNs);
    }

    void startTicking(long nowNs) {
        Stage.Tick tick = stage.tick();
        nextTickNs = tick == null ? nowNs : nowNs + tick.every().toNanos();
    }

    /** Ticks if it is time. */
    boolean tick(long nowNs) {
        Stage.Tick tick = stage.tick();
        if (tick == null || nowNs - nextTickNs < 0 || removed) {
            return false;
        }
        nextTickNs = nowNs + tick.every().toNanos();
        call("onTick", tick.handler());
        return true;
    }

    private void call(String what, TickHandler called) {
        try {
            called.onTick(this);
        } catch (Throwable cause) {
            observer.callFailed(name, what, cause);
        }
    }

    // ---- any thread ----

    /** Messages go past it from now on. */
    public void remove() {
        removed = true;
    }

    public boolean isRemoved() {
        return removed;
    }

    /** The description that it was made of. */
    public Stage description() {
        return stage;
    }

    /** Its name; of a worker with its number. */
    public String title() {
        return name;
    }

    /** What became of messages that it failed on. */
    public Attempts attempts() {
        return attempts;
    }

    /** Messages that the handler returned from. */
    public long handled() {
        return handled + attempts.handled();
    }

    /** Messages that it dropped. */
    public long dropped() {
        return dropped;
    }

    // ---- the handler's ----

    @Override
    public String stage() {
        return stage.name();
    }

    @Override
    public int worker() {
        return worker;
    }

    @Override
    public boolean endOfBatch() {
        return endOfBatch;
    }

    @Override
    public void drop() {
        dropping = true;
    }

    @Override
    public void putLong(AnnotationField field, long value) {
        frames.putLong(mine(field, Long.BYTES), value);
    }

    @Override
    public void putInt(AnnotationField field, int value) {
        frames.putInt(mine(field, Integer.BYTES), value);
    }

    @Override
    public long getLong(AnnotationField field) {
        return frames.getLong(view.payloadEnd() + fields.offsetOf(field, Long.BYTES));
    }

    @Override
    public int getInt(AnnotationField field) {
        return frames.getInt(view.payloadEnd() + fields.offsetOf(field, Integer.BYTES));
    }

    private int mine(AnnotationField field, int bytes) {
        if (!stage.written().contains(field)) {
            throw new IllegalStateException("annotation " + field.name() + " is not one that stage " + stage.name()
                    + " writes: declare it with writes(…)");
        }
        return view.payloadEnd() + fields.offsetOf(field, bytes);
    }

    @Override
    public Publication output() {
        Publication emitted = output;
        if (emitted == null) {
            throw new IllegalStateException("stage " + stage.name() + " does not emit: say so with emits()");
        }
        return emitted;
    }
}
