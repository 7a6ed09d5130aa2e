// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * A {@link MessageHandler} that can also say "not now". For forwarding into a publication that may be full, without
 * blocking the I/O thread and without losing anything. Threads, order and the message's lifetime are as for a
 * {@link MessageHandler}; an exception means what it means there.
 */
@FunctionalInterface
public interface ControlledMessageHandler {

    /** What the engine is to do with the message. */
    enum Action {
        /** It is processed: acknowledge it and go on. */
        CONTINUE,
        /** It is not: hand it up again later, before any other of its stream. Other streams go on meanwhile. */
        RETRY
    }

    /**
     * Handles one message, which is valid during the call; a message asked for again comes with the same position.
     *
     * @throws Exception as {@link MessageHandler#onMessage}
     */
    Action onMessage(Message message) throws Exception;
}
