// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Subscription;
import io.millrace.internal.session.Subscriber;

/** A handler's attachment to a stream of one endpoint. */
final class EngineSubscription implements Subscription {

    private final EndpointStreams streams;
    private final Subscriber subscriber;

    EngineSubscription(EndpointStreams streams, Subscriber subscriber) {
        this.streams = streams;
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
    public boolean isClosed() {
        return subscriber.isClosed();
    }

    @Override
    public void close() {
        subscriber.close();
        streams.unsubscribe(this);
    }
}
