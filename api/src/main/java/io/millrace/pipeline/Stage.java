// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.FailurePolicy;
import io.millrace.IdleMode;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The description of one stage: its name, its handler, and how it is to be run. Immutable; each method that changes
 * something returns another. May be used in several pipelines, if its handler may.
 *
 * <pre>{@code
 * stage("score", this::score).workers(3, message -> message.getLong(0)).onFailure(FailurePolicy.stop())
 * }</pre>
 */
public final class Stage {

    /** With how many threads a stage may share its work. */
    public static final int MAX_WORKERS = 64;

    /** Which thread a stage runs on. */
    public enum Placement {
        /** With its neighbours if the machine has too few processors for a thread each. */
        AUTO,
        /** A thread of its own. */
        OWN,
        /** The thread of the stage before it. */
        FUSED
    }

    /** What {@link #onTick} was given. */
    public record Tick(Duration every, TickHandler handler) {}

    /** How work is shared. */
    public record Workers(int count, KeyFunction key) {}

    private record Options(
            FailurePolicy failures,
            Placement placement,
            @Nullable IdleMode idle,
            @Nullable Workers workers,
            List<AnnotationField> writes,
            @Nullable Tick tick,
            @Nullable TickHandler batchEnd,
            boolean emits) {}

    private static final Options DEFAULTS =
            new Options(FailurePolicy.skip(), Placement.AUTO, null, null, List.of(), null, null, false);

    private final String name;
    private final StageHandler handler;
    private final Options options;

    private Stage(String name, StageHandler handler, Options options) {
        this.name = Objects.requireNonNull(name, "name");
        this.handler = Objects.requireNonNull(handler, "handler");
        this.options = options;
    }

    /**
     * A stage with default settings.
     *
     * @param name one to forty letters, digits, dots, dashes and underscores; one stage of it in a pipeline
     */
    public static Stage stage(String name, StageHandler handler) {
        if (!name.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stage name '" + name + "' is not one to forty letters, digits, dots, dashes and underscores",
                    "choose another name");
        }
        return new Stage(name, handler, DEFAULTS);
    }

    /** What becomes of a message whose handler throws; {@link FailurePolicy#skip()} unless set, and skipped means dropped. */
    public Stage onFailure(FailurePolicy policy) {
        Options o = options;
        return with(new Options(policy, o.placement, o.idle, o.workers, o.writes, o.tick, o.batchEnd, o.emits));
    }

    /** Which thread it runs on; {@link Placement#AUTO} unless set. */
    public Stage on(Placement placement) {
        Options o = options;
        return with(new Options(o.failures, placement, o.idle, o.workers, o.writes, o.tick, o.batchEnd, o.emits));
    }

    /** How its thread waits; as the pipeline says unless set. Of fused stages the first that says something decides. */
    public Stage idle(IdleMode mode) {
        Options o = options;
        return with(new Options(o.failures, o.placement, mode, o.workers, o.writes, o.tick, o.batchEnd, o.emits));
    }

    /**
     * Shares its messages among threads, by key: those of one key are handled by one worker, in order. Stages behind it wait
     * for all of them.
     *
     * @throws IllegalArgumentException if {@code count} is outside 1 to {@value #MAX_WORKERS}
     */
    public Stage workers(int count, KeyFunction key) {
        if (count < 1 || count > MAX_WORKERS) {
            throw new IllegalArgumentException("workers " + count + " is outside 1.." + MAX_WORKERS);
        }
        Options o = options;
        Workers shared = new Workers(count, Objects.requireNonNull(key, "key"));
        return with(new Options(o.failures, o.placement, o.idle, shared, o.writes, o.tick, o.batchEnd, o.emits));
    }

    /** The fields that it writes; no other stage may. */
    public Stage writes(AnnotationField... fields) {
        Options o = options;
        return with(
                new Options(o.failures, o.placement, o.idle, o.workers, List.of(fields), o.tick, o.batchEnd, o.emits));
    }

    /**
     * Calls a handler of its own again and again.
     *
     * @throws IllegalArgumentException if the period is not longer than nothing
     */
    public Stage onTick(Duration every, TickHandler tick) {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("a tick every " + every + " is no period");
        }
        Options o = options;
        Tick timer = new Tick(every, Objects.requireNonNull(tick, "tick"));
        return with(new Options(o.failures, o.placement, o.idle, o.workers, o.writes, timer, o.batchEnd, o.emits));
    }

    /**
     * Is called after each batch in which the stage has handled a message: the moment to flush. If it throws, that is counted
     * and told by an event.
     */
    public Stage onBatchEnd(TickHandler flush) {
        Options o = options;
        return with(new Options(o.failures, o.placement, o.idle, o.workers, o.writes, o.tick, flush, o.emits));
    }

    /**
     * Has the stages behind it see what it puts into {@link StageContext#output()}, and not what it was given: another ring
     * begins there. A message counts as handled when its handler has returned.
     */
    public Stage emits() {
        Options o = options;
        return with(new Options(o.failures, o.placement, o.idle, o.workers, o.writes, o.tick, o.batchEnd, true));
    }

    private Stage with(Options changed) {
        return new Stage(name, handler, changed);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The handler. */
    public StageHandler handler() {
        return handler;
    }

    /** What {@link #onFailure} says. */
    public FailurePolicy failurePolicy() {
        return options.failures;
    }

    /** What {@link #on} says. */
    public Placement placement() {
        return options.placement;
    }

    /** What {@link #idle} says; null if nothing. */
    public @Nullable IdleMode idleMode() {
        return options.idle;
    }

    /** What {@link #workers} says; null if it is one. */
    public @Nullable Workers workers() {
        return options.workers;
    }

    /** What {@link #writes} says. */
    public List<AnnotationField> written() {
        return options.writes;
    }

    /** What {@link #onTick} says; null if nothing. */
    public @Nullable Tick tick() {
        return options.tick;
    }

    /** What {@link #onBatchEnd} says; null if nothing. */
    public @Nullable TickHandler batchEnd() {
        return options.batchEnd;
    }

    /** True if it emits. */
    public boolean isEmitting() {
        return options.emits;
    }

    @Override
    public String toString() {
        return name;
    }
}
