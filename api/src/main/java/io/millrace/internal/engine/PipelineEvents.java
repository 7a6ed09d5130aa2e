// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.pipeline.RunningStage;
import io.millrace.internal.session.Subscriber;
import io.millrace.supervision.Escalation;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the runtime's listeners what happens in a pipeline. Any thread. */
final class PipelineEvents implements RunningStage.Observer {

    private final String title;
    private final IoAgent agent;
    private final EventDispatcher events;
    private final Consumer<MillraceException> failure;
    private final LongAdder failedCalls = new LongAdder();

    /** @param failure is told what ends the pipeline's work */
    PipelineEvents(String title, IoAgent agent, EventDispatcher events, Consumer<MillraceException> failure) {
        this.title = title;
        this.agent = agent;
        this.events = events;
        this.failure = failure;
    }

    @Override
    public void failed(Subscriber stage, long position, Throwable cause, String outcome) {
        tell(Kind.HANDLER_FAILED, stage.stream(), position, handlerFailed(stage, position, cause, outcome), outcome);
    }

    @Override
    public void stopped(Subscriber stage, long position, Throwable cause) {
        String outcome = "it takes nothing more; this message and those behind it stay in the ring";
        MillraceException error = handlerFailed(stage, position, cause, outcome);
        failure.accept(error);
        tell(Kind.STAGE_STOPPED, stage.stream(), position, error, outcome);
    }

    @Override
    public void broken(Subscriber stage, long position, Throwable cause) {
        MillraceException error = MillraceException.of(
                ErrorCode.FATAL_ERROR,
                "the handler of stage " + stage.stream() + " threw at position " + position + ": " + cause,
                "the virtual machine or the class path is broken: see the cause, restart the process; the message was"
                        + " not handled",
                cause);
        failure.accept(error);
        tell(Kind.STAGE_STOPPED, stage.stream(), position, error, "the process is broken");
        agent.execute(() -> events.escalate(new Escalation(title, "", error)));
    }

    @Override
    public void callFailed(String stage, String what, Throwable cause) {
        failedCalls.increment();
        MillraceException error = MillraceException.of(
                ErrorCode.HANDLER_FAILED, what + " of stage " + stage + " threw: " + cause, "mend it", cause);
        tell(Kind.HANDLER_FAILED, stage, LifecycleEvent.NO_POSITION, error, "it is called again");
    }

    private static MillraceException handlerFailed(Subscriber stage, long position, Throwable cause, String outcome) {
        return MillraceException.of(
                ErrorCode.HANDLER_FAILED,
                "the handler of stage " + stage.stream() + " threw at position " + position + ": " + cause,
                outcome + "; mend the handler",
                cause);
    }

    /** Ticks and flushes that threw. */
    long failedCalls() {
        return failedCalls.sum();
    }

    /** Something that is not about an error. */
    void tell(Kind kind, String detail) {
        tell(kind, "", LifecycleEvent.NO_POSITION, null, detail);
    }

    void tell(Kind kind, String stage, long position, @Nullable MillraceException error, String detail) {
        emit(new LifecycleEvent(
                kind,
                title,
                "",
                stage,
                null,
                null,
                error,
                detail,
                position,
                LifecycleEvent.NO_POSITION,
                0,
                LifecycleEvent.NO_RETRY));
    }

    /** What a ring held when the pipeline was closed, and a stage had not handled. */
    void loss(String stage, long from, long to, String why) {
        emit(LifecycleEvent.loss(title, "", stage, from, to, why));
    }

    private void emit(LifecycleEvent event) {
        agent.execute(() -> events.dispatch(event));
    }
}
