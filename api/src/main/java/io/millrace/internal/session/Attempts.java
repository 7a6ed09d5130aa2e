// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.ControlledMessageHandler;
import io.millrace.FailurePolicy;
import io.millrace.SubscriptionOptions;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message that a pipeline's stage has failed on: the same as of one that a subscription's handler has
 * failed on. The stage's thread; the counters may be read on any.
 */
public final class Attempts {

    private final Subscriber subscriber;
    private final Delivery delivery;
    private long interrupted;

    /**
     * Knows of no failure yet.
     *
     * @param name of who is failing, for {@code failures}
     * @param view the message that is being handled
     * @param handler hands it up once more
     */
    public Attempts(
            String name,
            MessageView view,
            ControlledMessageHandler handler,
            FailurePolicy policy,
            Subscriber.FailureListener failures) {
        SubscriptionOptions options =
                SubscriptionOptions.builder().onFailure(policy).build();
        this.subscriber = new Subscriber(name, null, handler, options, failures, null);
        this.delivery = new Delivery(view, 0, 0);
    }

    /**
     * The handler threw.
     *
     * @return false if the message is to be handed up {@link #again}, unless it {@link #isStopped}
     */
    public boolean failed(Throwable cause) {
        if (cause instanceof InterruptedException) {
            // Nobody's way to tell the stage anything; the message only came at a bad moment.
            interrupted++;
            return false;
        }
        return subscriber.settle(delivery.view(), cause, delivery);
    }

    /** True if the message may be handed up again now. */
    public boolean mayRetry(long nowNs) {
        return delivery.mayRetry(nowNs);
    }

    /** Hands it up once more, to the handler or as a dead letter; false if it is not done with. */
    public boolean again() {
        return subscriber.handleAgain(delivery.view(), 0, delivery);
    }

    /** True if nothing is to be handed up any more. Any thread. */
    public boolean isStopped() {
        return subscriber.isClosed();
    }

    /** What made it stop; null if it did not, or the process is broken. Any thread. */
    public @Nullable Throwable stopCause() {
        return subscriber.stopCause();
    }

    /** Messages that the handler returned from when they were handed up again. */
    public long handled() {
        return subscriber.handled();
    }

    /** Messages that were skipped. */
    public long skipped() {
        return subscriber.failed();
    }

    /** Messages that the dead-letter handler took. */
    public long deadLettered() {
        return subscriber.deadLettered();
    }

    /** Times that a message was to be handed up again. */
    public long retried() {
        return subscriber.retried() + interrupted;
    }
}
