// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Endpoint;
import io.millrace.IdleMode;
import io.millrace.PublicationOptions;
import java.time.Duration;

/**
 * Puts a pipeline together. Made by {@link io.millrace.Millrace#pipeline}; not thread-safe, to be started once. Nothing is
 * allocated and no thread runs before {@link #start}.
 *
 * <pre>{@code
 * Pipeline risk = millrace.pipeline("risk")
 *         .stage("validate", (order, stage) -> { if (order.getLong(8) <= 0) stage.drop(); })
 *         .parallel(stage("journal", journal), stage("enrich", enrich))
 *         .stage("route", route)
 *         .to(exchange, "orders")
 *         .start();
 * risk.input().publish(order);
 * }</pre>
 */
public interface PipelineBuilder {

    /** Smallest and largest ring. */
    int MIN_RING_BYTES = 4 << 10;

    int MAX_RING_BYTES = 1 << 29;

    /** Adds a stage that sees each message after all those before it are done with the message. */
    PipelineBuilder stage(String name, StageHandler handler);

    /** The same with settings. */
    PipelineBuilder stage(Stage stage);

    /**
     * Adds stages that see a message at the same time, after those before them; what follows waits for all of them. A stage
     * beside others may drop a message: they still see it, those behind do not.
     */
    PipelineBuilder parallel(Stage... stages);

    /** Reserves room behind each message for what stages have to say about it. */
    PipelineBuilder annotations(AnnotationField... fields);

    /**
     * Size of each ring, rounded up to a power of two; 4 MiB unless set. A message is at most an eighth of it if the pipeline
     * has carriers, else half.
     *
     * @throws io.millrace.error.ConfigurationException if it is outside {@value #MIN_RING_BYTES} to {@value #MAX_RING_BYTES}
     */
    PipelineBuilder ringBytes(int bytes);

    /** The input is used by one thread at a time, which makes it cheaper. */
    PipelineBuilder exclusive();

    /**
     * How many threads the stages are to have; stages that say so, and workers, have threads of their own beside that. Unless
     * set it is as many as the machine has processors, less one for who feeds the pipeline, and at least one: then neighbours
     * share a thread, in their order.
     *
     * @throws io.millrace.error.ConfigurationException if it is less than 1
     */
    PipelineBuilder threads(int count);

    /** How the stages' threads wait; {@link IdleMode#ADAPTIVE} unless set. */
    PipelineBuilder idle(IdleMode mode);

    /** How long {@code publish} waits for room; 10 s unless set. */
    PipelineBuilder publishTimeout(Duration timeout);

    /** How long close lets things run through; 5 s unless set. */
    PipelineBuilder drainTimeout(Duration timeout);

    /** After how long a handler that does not return, or a claim that stays open, is told of; 5 s unless set. */
    PipelineBuilder stalledAfter(Duration time);

    /**
     * Feeds it with what an endpoint receives of a stream. A message is acknowledged to its publisher when every stage is
     * done with it. The endpoint is one of the same runtime, and may have no other handler of the stream.
     */
    PipelineBuilder from(Endpoint endpoint, String stream);

    /**
     * Sends what the last stage has let through, out of the same ring. Several carriers may be given; each goes at its own
     * pace, and its publication's {@link io.millrace.SlowConsumerPolicy} says whether the others wait for it. The endpoints
     * are of the same runtime.
     */
    PipelineBuilder to(Endpoint endpoint, String stream);

    /** The same with options; size and window of the ring are the pipeline's, so {@code ringBytes} may not be set. */
    PipelineBuilder to(Endpoint endpoint, String stream, PublicationOptions options);

    /**
     * Allocates the rings and starts the threads.
     *
     * @throws io.millrace.error.ConfigurationException if the parts do not fit each other; the message says which
     * @throws io.millrace.error.ResourceException if there is no direct memory for the rings
     */
    Pipeline start();
}
