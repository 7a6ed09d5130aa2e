// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

/**
 * A timer of a stage, called on the stage's thread between messages, so that it shares the handler's state without a lock.
 * With several workers each calls it.
 */
@FunctionalInterface
public interface TickHandler {

    /**
     * The period has passed. Late if the handler is: ticks that were missed are not made up for.
     *
     * @param stage as a handler has it, but there is no message: only its names and its output may be used
     * @throws Exception to have it counted as failed and told by an event; the next tick comes
     */
    void onTick(StageContext stage) throws Exception;
}
