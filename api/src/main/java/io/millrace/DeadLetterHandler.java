// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * Takes the messages that a handler has failed on for good. Called on the thread that called the handler: the runtime's
 * I/O thread, or that of a subscription with a ring of its own. The message counts as processed when the call returns.
 */
@FunctionalInterface
public interface DeadLetterHandler {

    /**
     * Takes one message.
     *
     * @param message a view, valid during the call and on its thread; {@link Message#copy()} to keep it
     * @param cause what the handler threw last
     * @param attempts how often the handler was given the message
     * @throws Exception to say that it could not take the message: the subscription stops, and the publisher keeps it; a
     *     retryable {@link io.millrace.error.MillraceException} has this handler, and not the other, called again later
     */
    void onDeadLetter(Message message, Throwable cause, int attempts) throws Exception;
}
