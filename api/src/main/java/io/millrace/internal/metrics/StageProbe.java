// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

/** What meters read of a pipeline's stage, or of one of its workers. Any thread; a batch late. */
public interface StageProbe {

    /** Name of the pipeline. */
    String pipeline();

    /** Name of the stage; of a worker with its number. */
    String stage();

    /** Messages that the handler returned from. */
    long handled();

    /** Messages that the handler dropped. */
    long dropped();

    /** Messages that were skipped because the handler threw. */
    long failed();

    /** Messages that the dead-letter handler took. */
    long deadLettered();

    /** Times that a message was handed up again. */
    long retried();

    /** Bytes before it. */
    long lag();

    /** True if it hangs. */
    boolean isStalled();
}
