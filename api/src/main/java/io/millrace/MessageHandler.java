// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * Receives the messages of a stream, one at a time and in order, on the runtime's I/O thread. A message counts as
 * processed, and is acknowledged, when the call returns.
 *
 * <p>A handler that throws does not stop the stream: the message is counted as failed, a {@code HANDLER_FAILED} event
 * tells it, and the next one follows. The exception is a {@link io.millrace.error.MillraceException} that is
 * {@link io.millrace.error.MillraceException#retryable() retryable}, such as one thrown by
 * {@link Publication#publish} into a full ring: then the same message is handed up again later, and those behind it
 * wait.
 */
@FunctionalInterface
public interface MessageHandler {

    /** Handles one message, which is valid during the call. */
    void onMessage(Message message) throws Exception;
}
