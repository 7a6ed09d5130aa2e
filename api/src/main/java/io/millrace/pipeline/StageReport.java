// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * How a stage was when {@link Pipeline#stages()} was asked; of a stage with workers each has one. Counters may be a batch
 * late. Immutable; for any thread.
 *
 * @param stage its name; of a worker with its number: {@code score-1}
 * @param thread the name of the thread that it runs on
 * @param state what it is at
 * @param handled messages that the handler returned from normally, those that it dropped included
 * @param dropped messages that the handler dropped
 * @param failed messages that were skipped because the handler threw
 * @param deadLettered messages that the dead-letter handler took
 * @param retried times that a message was handed up again
 * @param position everything before it in its ring is done with
 * @param lagBytes what is published to its ring and not done with by this stage; so much of {@code ringBytes}
 * @param ringBytes size of its ring
 * @param stopCause what made it stop, if its policy did; else null
 */
public record StageReport(
        String stage,
        String thread,
        State state,
        long handled,
        long dropped,
        long failed,
        long deadLettered,
        long retried,
        long position,
        long lagBytes,
        int ringBytes,
        @Nullable Throwable stopCause) {

    /** What a stage is at. */
    public enum State {
        /** It handles messages, or has none to handle. */
        RUNNING,
        /** It has not moved for long though it could; health says where it is. */
        STALLED,
        /** Messages go past it: it was taken out. */
        REMOVED,
        /** It takes nothing more: its policy says so, or the process is broken. */
        STOPPED,
        /** The pipeline is closed. */
        CLOSED
    }
}
