// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.ControlledMessageHandler;
import io.millrace.ControlledMessageHandler.Action;
import io.millrace.MessageHandler;
import io.millrace.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * A stream's handler, and what became of the messages that it was given. I/O agent's thread; the counters may be read on
 * any thread, a little late.
 */
public final class Subscriber {

    /** What is told of a failed message. */
    @FunctionalInterface
    public interface FailureListener {
        /** The handler threw; the message is skipped. */
        void failed(String stream, long position, Throwable cause);
    }

    private final String stream;
    private final @Nullable MessageHandler plain;
    private final @Nullable ControlledMessageHandler controlled;
    private final FailureListener failures;
    private long handled;
    private long handledBytes;
    private long failed;
    private long retried;
    private long redelivered;
    private volatile boolean closed;

    /** Attaches one of the two kinds of handler. */
    public Subscriber(
            String stream,
            @Nullable MessageHandler plain,
            @Nullable ControlledMessageHandler controlled,
            FailureListener failures) {
        this.stream = stream;
        this.plain = plain;
        this.controlled = controlled;
        this.failures = failures;
    }

    /**
     * Hands one message up.
     *
     * @return false if the handler wants it again later
     */
    boolean handle(MessageView message, int alignedLength) {
        boolean again = message.isRedelivered();
        try {
            MessageHandler handler = plain;
            if (handler != null) {
                handler.onMessage(message);
            } else if (controlled != null && controlled.onMessage(message) == Action.RETRY) {
                retried++;
                return false;
            }
            handled++;
        } catch (Throwable cause) {
            if (cause instanceof MillraceException e && e.retryable()) {
                retried++;
                return false;
            }
            failed++;
            failures.failed(stream, message.position(), cause);
        }
        handledBytes += alignedLength;
        if (again) {
            redelivered++;
        }
        return true;
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }

    /** Messages that the handler returned from normally. */
    public long handled() {
        return handled;
    }

    /** Stream bytes of the messages handled or failed. */
    public long handledBytes() {
        return handledBytes;
    }

    /** Messages that the handler threw on. */
    public long failed() {
        return failed;
    }

    /** Times that the handler asked for a message again. */
    public long retried() {
        return retried;
    }

    /** Messages handed up that a predecessor may have processed. */
    public long redelivered() {
        return redelivered;
    }

    /** True once nothing may be handed up any more. */
    public boolean isClosed() {
        return closed;
    }

    /** Nothing is handed up after this. */
    public void close() {
        closed = true;
    }
}
