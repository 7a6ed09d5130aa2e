// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.ControlledMessageHandler;
import io.millrace.ControlledMessageHandler.Action;
import io.millrace.DeadLetterHandler;
import io.millrace.FailurePolicy;
import io.millrace.MessageHandler;
import io.millrace.SubscriptionOptions;
import io.millrace.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * A stream's handler, and what became of the messages that it was given. Called on one thread: the I/O agent's, or that
 * of the subscription's own ring; the counters may be read on any thread, a little late.
 */
public final class Subscriber {

    /** What is told of failed messages, on the thread that handled them. */
    public interface FailureListener {
        /** The handler threw, for the first or for the last time; {@code outcome} says what becomes of the message. */
        void failed(Subscriber subscriber, long position, Throwable cause, String outcome);

        /** It takes nothing more, by its policy; the message was not processed. */
        void stopped(Subscriber subscriber, long position, Throwable cause);

        /** What was thrown says that the process is broken. It takes nothing more; the message was not processed. */
        void broken(Subscriber subscriber, long position, Throwable cause);
    }

    private final String stream;
    private final @Nullable MessageHandler plain;
    private final @Nullable ControlledMessageHandler controlled;
    private final SubscriptionOptions options;
    private final FailureListener failures;
    private final @Nullable LaneConsumer consumer;
    private @Nullable Settlement settlement;
    private long handled;
    private long handledBytes;
    private long failed;
    private long deadLettered;
    private long retried;
    private long redelivered;
    private volatile @Nullable Throwable stopCause;
    private volatile boolean closed;

    /**
     * Attaches one of the two kinds of handler.
     *
     * @param consumer calls it on a thread of its own; null if the I/O agent shall
     */
    public Subscriber(
            String stream,
            @Nullable MessageHandler plain,
            @Nullable ControlledMessageHandler controlled,
            SubscriptionOptions options,
            FailureListener failures,
            @Nullable LaneConsumer consumer) {
        this.stream = stream;
        this.plain = plain;
        this.controlled = controlled;
        this.options = options;
        this.failures = failures;
        this.consumer = consumer;
        if (consumer != null) {
            consumer.attach(this);
        }
    }

    /**
     * Hands one message up for the first time.
     *
     * @param delivery is told of an attempt that failed
     * @return false if it was not processed: it is to be handed up again later, unless this is closed now
     */
    boolean handle(MessageView message, int alignedLength, Delivery delivery) {
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
            if (!settle(message, cause, delivery)) {
                return false;
            }
        }
        count(message, alignedLength);
        return true;
    }

    private void count(MessageView message, int alignedLength) {
        handledBytes += alignedLength;
        if (message.isRedelivered()) {
            redelivered++;
        }
    }

    /** Hands a message up that may have been handed up before; what {@code delivery} knows of it decides to whom. */
    boolean handleAgain(MessageView message, int alignedLength, Delivery delivery) {
        Throwable letter = delivery.undeliverable();
        boolean done;
        if (letter == null) {
            done = handle(message, alignedLength, delivery);
        } else {
            done = deadLetter(message, letter, delivery);
            if (done) {
                count(message, alignedLength);
            }
        }
        if (done) {
            delivery.settled();
        }
        return done;
    }

    /** Decides what becomes of a message whose handler threw; false if it was not processed. */
    boolean settle(MessageView message, Throwable cause, Delivery delivery) {
        if (isUnfinished(message, cause)) {
            return false;
        }
        FailurePolicy policy = options.failurePolicy();
        int attempt = delivery.countFailure();
        if (attempt <= policy.retries()) {
            if (attempt == 1) {
                failures.failed(this, message.position(), cause, "handed up again, as its policy says: " + policy);
            }
            retried++;
            delivery.retryAfter(policy.backoffNs(attempt));
            return false;
        }
        return switch (policy.outcome()) {
            case STOP -> stop(message, cause);
            case DEAD_LETTER -> deadLetter(message, cause, delivery);
            case SKIP -> {
                failed++;
                failures.failed(this, message.position(), cause, "skipped" + after(attempt));
                delivery.settled();
                yield true;
            }
        };
    }

    /** What no policy decides about: the process is broken, or the message only came at a bad moment. */
    private boolean isUnfinished(MessageView message, Throwable cause) {
        if (cause instanceof VirtualMachineError || cause instanceof LinkageError) {
            closed = true;
            failures.broken(this, message.position(), cause);
            return true;
        }
        if (cause instanceof MillraceException e && e.retryable()) {
            retried++;
            return true;
        }
        return false;
    }

    private boolean deadLetter(MessageView message, Throwable cause, Delivery delivery) {
        DeadLetterHandler handler = options.failurePolicy().deadLetterHandler();
        int attempts = delivery.attempts();
        try {
            if (handler != null) {
                handler.onDeadLetter(message, cause, attempts);
            }
        } catch (Throwable refused) {
            if (isUnfinished(message, refused)) {
                delivery.undeliverable(cause);
                return false;
            }
            if (refused != cause) {
                refused.addSuppressed(cause);
            }
            // The last to be asked has failed: only the publisher's ring is left to keep the message.
            return stop(message, refused);
        }
        deadLettered++;
        failures.failed(this, message.position(), cause, "given to the dead-letter handler" + after(attempts));
        delivery.settled();
        return true;
    }

    private boolean stop(MessageView message, Throwable cause) {
        closed = true;
        stopCause = cause;
        failures.stopped(this, message.position(), cause);
        return false;
    }

    /** A message could not be put together for now; it is tried again. */
    void postponed(long position, Throwable cause) {
        retried++;
        failures.failed(this, position, cause, "postponed for a second");
    }

    /** Messages are done with later than the handler. Before anything else; without a ring of its own. */
    public Subscriber settledBy(Settlement later) {
        settlement = later;
        return this;
    }

    /** Who says when messages are done with; null if it is when the handler returns. */
    @Nullable Settlement settlement() {
        return settlement;
    }

    /** Who calls the handler; null if the I/O agent does, as usual. */
    @Nullable LaneConsumer consumer() {
        return consumer;
    }

    /** Most bytes of one peer that may wait for it. */
    int ringBytes() {
        return consumer == null ? Integer.MAX_VALUE : options.ownRingBytes();
    }

    private static String after(int attempts) {
        return attempts == 1 ? "" : " after " + attempts + " attempts";
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }

    /** Messages that the handler returned from normally. */
    public long handled() {
        return handled;
    }

    /** Stream bytes of the messages that were processed, whatever became of them. */
    public long handledBytes() {
        return handledBytes;
    }

    /** Messages that the handler threw on, and that were skipped. */
    public long failed() {
        return failed;
    }

    /** Messages that the dead-letter handler took. */
    public long deadLettered() {
        return deadLettered;
    }

    /** Times that a message was to be handed up again. */
    public long retried() {
        return retried;
    }

    /** A number that changes whenever a handler has come back. Any thread, a little late. */
    public long calls() {
        return handled + failed + deadLettered + retried;
    }

    /** Messages handed up that a predecessor may have processed. */
    public long redelivered() {
        return redelivered;
    }

    /** What made it stop, if its policy did. Any thread. */
    public @Nullable Throwable stopCause() {
        return stopCause;
    }

    /** True once nothing may be handed up any more. */
    public boolean isClosed() {
        return closed;
    }

    /** The peer does not let this end have the stream: nothing is handed up after this. */
    public void deny(MillraceException cause) {
        stopCause = cause;
        closed = true;
    }

    /** Nothing is handed up after this. */
    public void close() {
        closed = true;
    }
}
