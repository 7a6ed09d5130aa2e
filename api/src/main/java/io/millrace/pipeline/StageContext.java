// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Publication;

/**
 * What a handler may do beside reading its message. The engine's; valid during the handler's call, on its thread.
 */
public interface StageContext {

    /** The stage's name. */
    String stage();

    /** Which of the stage's workers this is, from 0; 0 if it has one. */
    int worker();

    /**
     * True if nothing was behind this message when its batch was taken: the moment to flush what was gathered. For a stage
     * of workers it may be another worker's message that ends the batch, and stages before this one may have dropped the
     * last one: {@link Stage#onBatchEnd} is called in these cases too.
     */
    boolean endOfBatch();

    /** Ends the message here: later stages do not see it, and no carrier sends it. It is counted as dropped. */
    void drop();

    /**
     * Writes a field of the message that this stage {@link Stage#writes declared}.
     *
     * @throws IllegalStateException if it is not this stage's, or not a field of eight bytes
     */
    void putLong(AnnotationField field, long value);

    /**
     * The same of a field of four bytes.
     *
     * @throws IllegalStateException if it is not this stage's, or not a field of four bytes
     */
    void putInt(AnnotationField field, int value);

    /**
     * Reads a field that a stage before this one has written; 0 if it has not.
     *
     * @throws IllegalStateException if the pipeline has no such field, or it is not one of eight bytes
     */
    long getLong(AnnotationField field);

    /**
     * The same of a field of four bytes.
     *
     * @throws IllegalStateException if the pipeline has no such field, or it is not one of four bytes
     */
    int getInt(AnnotationField field);

    /**
     * Where a stage that {@link Stage#emits emits} puts what the stages behind it are to see: none, one or many messages for
     * each that it is given. Its calls wait for room; {@code CLOSED} means that the pipeline ends without draining.
     *
     * @throws IllegalStateException if the stage does not emit
     */
    Publication output();
}
