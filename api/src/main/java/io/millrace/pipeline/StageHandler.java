// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Message;

/**
 * What a stage does with each message. Called on the stage's thread, one message at a time, in the order of the ring; a
 * stage with workers calls it on each worker's thread. It may block: then what lies behind it in the pipeline waits, and so,
 * when the ring is full, do the producers.
 */
@FunctionalInterface
public interface StageHandler {

    /**
     * Handles one message.
     *
     * @param message the ring's own bytes: valid during the call, on its thread; {@link Message#copy()} to keep it
     * @param stage what the stage may do beside reading; the same object each time, valid during the call
     * @throws Exception to have the stage's {@link io.millrace.FailurePolicy} decide. A retryable {@link
     *     io.millrace.error.MillraceException} or an {@link InterruptedException} has the message handed up again without
     *     counting as an attempt
     */
    void onMessage(Message message, StageContext stage) throws Exception;
}
