// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Subscription;
import io.millrace.internal.session.Subscriber;
import org.jspecify.annotations.Nullable;

/** A handler's attachment to a stream of one endpoint. */
final class EngineSubscription implements Subscription {

    private final EndpointSubscriptions subscriptions;
    private final Subscriber subscriber;

    EngineSubscription(EndpointSubscriptions subscriptions, Subscriber subscriber) {
        this.subscriptions = subscriptions;
        this.subscriber = subscriber;
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
        subscriber.close();
        subscriptions.unsubscribe(this);
    }
}
