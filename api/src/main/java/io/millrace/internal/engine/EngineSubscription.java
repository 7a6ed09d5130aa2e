// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Subscription;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Subscriber;
import org.jspecify.annotations.Nullable;

/** A handler's attachment to a stream of one endpoint. */
final class EngineSubscription implements Subscription {

    private final EndpointSubscriptions subscriptions;
    private final Subscriber subscriber;
    private final @Nullable SubscriberThread thread;

    EngineSubscription(EndpointSubscriptions subscriptions, Subscriber subscriber) {
        this.subscriptions = subscriptions;
        this.subscriber = subscriber;
        this.thread = null;
    }

    /** With a thread of its own, which this makes. */
    EngineSubscription(EndpointSubscriptions subscriptions, Subscriber subscriber, SubscriberThread.Maker maker) {
        this.subscriptions = subscriptions;
        this.subscriber = subscriber;
        this.thread = maker.make(failure -> subscriptions.threadEnded(this, failure));
    }

    void start() {
        if (thread != null) {
            thread.start();
        }
    }

    /** True if the handler is called on a thread of its own. */
    boolean hasThread() {
        return thread != null;
    }

    /** Who looks at that thread; null if there is none. */
    @Nullable OwnRingWatch watch() {
        return thread == null ? null : thread.watch();
    }

    /** True on that thread. */
    boolean isOnItsThread() {
        return thread != null && thread.isCurrentThread();
    }

    /** Nothing more is handed up but the message at hand. Does not wait. */
    void refuse() {
        subscriber.close();
        if (thread != null) {
            thread.wake();
        }
    }

    /** The peer does not let this endpoint subscribe to the stream: nothing will come. */
    void deny(MillraceException cause) {
        subscriber.deny(cause);
        refuse();
    }

    /** Waits for the message at hand, if the handler has a thread of its own. */
    void awaitThread(long patienceNs) {
        if (thread != null && !thread.isCurrentThread()) {
            thread.awaitEnd(patienceNs);
        }
    }

    /** Its connection to a broker, if it has one, is of no use any more. */
    void disconnect() {
        if (thread != null) {
            thread.disconnect();
        }
    }

    /** Messages that came twice and were dropped; those of sessions are the sessions'. */
    long duplicates() {
        return thread == null ? 0 : thread.duplicates();
    }

    Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public String stream() {
        return subscriber.stream();
    }

    @Override
    public long handled() {
        return subscriber.handled();
    }

    @Override
    public long failed() {
        return subscriber.failed();
    }

    @Override
    public long deadLettered() {
        return subscriber.deadLettered();
    }

    @Override
    public @Nullable Throwable stopCause() {
        return subscriber.stopCause();
    }

    @Override
    public boolean isClosed() {
        return subscriber.isClosed();
    }

    @Override
    public void close() {
        refuse();
        subscriptions.unsubscribe(this);
    }
}
