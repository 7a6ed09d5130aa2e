// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * Receives the messages of a stream, one at a time, on the runtime's I/O thread; those of one peer in the order in
 * which they were accepted. A message counts as processed, and is acknowledged, when the call returns. While it runs
 * nothing else is received by that thread, so it should be quick. Calls of this API that wait elsewhere do not wait
 * here.
 *
 * <p>A handler that throws does not stop the stream: the message is counted as failed, a {@code HANDLER_FAILED} event
 * tells it, and the next one follows. The exception is a {@link io.millrace.error.MillraceException} that is
 * {@link io.millrace.error.MillraceException#retryable() retryable}, such as one thrown by
 * {@link Publication#publish} into a full ring: then the same message is handed up again later, and those behind it
 * wait.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles one message.
     *
     * @param message a view, valid during the call and on its thread; {@link Message#copy()} to keep it
     * @throws Exception to have the message skipped and counted, or handed up again if it is a retryable
     *     {@link io.millrace.error.MillraceException}
     */
    void onMessage(Message message) throws Exception;
}
