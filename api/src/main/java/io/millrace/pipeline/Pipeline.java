// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Publication;
import io.millrace.error.MillraceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stages at work. Made by {@link PipelineBuilder#start()}; who started it closes it, or its runtime's end does. Thread-safe.
 */
public interface Pipeline extends AutoCloseable {

    /** Its name. */
    String name();

    /**
     * Where messages are put in: claim, offer or publish as with any publication, on any number of threads, or on one at a
     * time if it was built {@link PipelineBuilder#exclusive}. A message must fit into a frame: {@link
     * Publication#maxClaimLength()}. {@link Publication#acknowledged()} is what every stage, and every carrier, is done with.
     */
    Publication input();

    /** The stages in their order, with their counters. */
    List<StageReport> stages();

    /** A stage by its name; of a stage with workers the first. */
    StageReport stage(String name);

    /** The stages, what feeds them and what they go out to, drawn with letters; for a person. */
    String graph();

    /**
     * Feeds the lines of a file, without their ends, each a message, on a thread of its own; an empty line is one too. It
     * waits while the pipeline is full.
     *
     * @throws io.millrace.error.ConfigurationException if the file cannot be read
     */
    LineFeed feedLines(Path file);

    /**
     * Takes a stage out: messages go past it from now on, the others go on. Waits for nothing: the message that its handler
     * is at is still handled. One that hangs is not freed by this: its stage stays {@link StageReport.State#STALLED} and keeps
     * its place, and what is behind it waits, until it returns or the pipeline is closed. Idempotent.
     *
     * @throws io.millrace.error.ConfigurationException if there is no stage of the name, or it emits: what comes behind it
     *     would see nothing any more
     */
    void remove(String stage);

    /**
     * Waits until everything accepted before the call has been handled by every stage and, if there are carriers,
     * acknowledged by their subscribers. Released by close.
     *
     * @return false if the timeout passed first, a stage has stopped, or the pipeline was closed meanwhile
     */
    boolean drain(Duration timeout);

    /** What made a stage stop, and with it the pipeline; null if it works. Its input then refuses with {@code ISOLATED}. */
    @Nullable MillraceException failure();

    /** True once it is closed. */
    boolean isClosed();

    /**
     * Refuses further messages, releases every blocked caller, and lets what was accepted run through, stage by stage, for
     * at most the pipeline's {@link PipelineBuilder#drainTimeout}; then the threads end. What was not handled by then is told
     * by an event. A handler that hangs is not waited for any longer. Called by a handler it returns at once, and a thread of
     * its own does it. Idempotent.
     */
    @Override
    void close();
}
