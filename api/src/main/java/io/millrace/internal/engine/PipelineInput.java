// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.error.MillraceException;
import io.millrace.internal.pipeline.Segment;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.Sleeper;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where messages come into one ring of a pipeline: the application's into the first, a stage's into a later one. */
final class PipelineInput extends RingProducer {

    private final EnginePipeline pipeline;
    private final FrameRing ring;
    private final Sleeper[] sleepers;

    /** Who sends what is published here, if no stage comes between. */
    private final @Nullable Carriers direct;

    PipelineInput(
            EnginePipeline pipeline, IoAgent agent, PublicationSettings settings, Traits traits, Segment segment) {
        super(agent, new Admission(), settings, traits);
        this.pipeline = pipeline;
        this.ring = segment.ring();
        this.sleepers = segment.sleepers();
        this.direct = segment.groups().isEmpty() ? pipeline.carriers() : null;
    }

    @Override
    FrameRing ring() {
        return ring;
    }

    @Override
    FrameRing requireRing() {
        return ring;
    }

    @Override
    void published(long end) {
        wakeStages();
        Carriers carriers = direct;
        if (carriers != null) {
            carriers.published(end);
        }
    }

    private void wakeStages() {
        Sleeper[] asleep = sleepers;
        if (asleep.length > 0) {
            VarHandle.fullFence();
            for (Sleeper sleeper : asleep) {
                sleeper.wakeFenced();
            }
        }
    }

    /**
     * A claim that would have straddled the ring's end leaves PADs, also if it is then refused; and others may have published
     * behind it before, whose messages the stages could not see. Without this wake-up a full ring would stay full.
     */
    @Override
    void refusedForRoom() {
        wakeStages();
        pipeline.carriers().refusedForRoom();
    }

    /** A message in a pipeline is one frame, which its stages see in place. */
    @Override
    boolean isWholeOnly() {
        return true;
    }

    @Override
    String title() {
        return pipeline.title();
    }

    @Override
    @Nullable MillraceException failure() {
        return pipeline.failure();
    }

    @Override
    boolean isReleased() {
        return pipeline.isOver();
    }

    @Override
    public long position() {
        return ring.head();
    }

    @Override
    public long acknowledged() {
        return ring.released();
    }

    /** Everything put in before it is done with, by every stage and every carrier. I/O agent's thread. */
    long pipelineSettled() {
        return pipeline.settled();
    }

    @Override
    public boolean drain(Duration timeout) {
        return pipeline.drain(timeout);
    }

    @Override
    public void close() {
        refuse(OfferStatus.CLOSED);
    }
}
