// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler;
import io.millrace.MessageHandler;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.Subscriber;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint subscribes to, by name, and what becomes of messages that a handler fails on. Subscribing and
 * unsubscribing is for any thread; sessions ask on the I/O agent's.
 */
final class EndpointSubscriptions implements Subscriber.FailureListener {

    private final EngineEndpoint endpoint;
    private final EndpointStatus status;
    private final EndpointTotals totals;
    private final Map<String, EngineSubscription> subscriptions = new ConcurrentHashMap<>();

    EndpointSubscriptions(EngineEndpoint endpoint, EndpointStatus status, EndpointTotals totals) {
        this.endpoint = endpoint;
        this.status = status;
        this.totals = totals;
    }

    Collection<EngineSubscription> all() {
        return subscriptions.values();
    }

    @Nullable Subscriber subscriber(String stream) {
        EngineSubscription subscription = subscriptions.get(stream);
        return subscription == null ? null : subscription.subscriber();
    }

    /** Attaches one of the two kinds of handler. */
    EngineSubscription subscribe(
            String stream,
            SubscriptionOptions options,
            @Nullable MessageHandler plain,
            @Nullable ControlledMessageHandler controlled) {
        EndpointStreams.requireStreamName(stream);
        status.requireOpen();
        Subscriber subscriber = new Subscriber(stream, plain, controlled, options, this);
        EngineSubscription subscription = new EngineSubscription(this, subscriber);
        EngineSubscription known = subscriptions.putIfAbsent(stream, subscription);
        if (known != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + stream + " has a handler already on " + status.title(),
                    "close that subscription first; one handler a stream of an endpoint");
        }
        endpoint.agent().execute(() -> {
            for (Session session : endpoint.sessionTable()) {
                if (session.isUp()) {
                    session.subscribed(subscriber);
                }
            }
        });
        return subscription;
    }

    /** Detaches a handler that takes nothing more; waits for the I/O agent unless this is its thread. */
    void unsubscribe(EngineSubscription subscription) {
        if (!subscriptions.remove(subscription.stream(), subscription)) {
            return;
        }
        totals.ended(subscription.subscriber());
        endpoint.agent().call(() -> {
            for (Session session : endpoint.sessionTable()) {
                session.unsubscribed(subscription.subscriber());
            }
            return Boolean.TRUE;
        });
    }

    // ---- failures ----

    @Override
    public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {
        tell(Kind.HANDLER_FAILED, subscriber, position, cause, outcome);
    }

    @Override
    public void stopped(Subscriber subscriber, long position, Throwable cause) {
        EngineSubscription subscription = subscriptions.get(subscriber.stream());
        if (subscription != null && subscription.subscriber() == subscriber) {
            unsubscribe(subscription);
        }
        tell(
                Kind.SUBSCRIPTION_STOPPED,
                subscriber,
                position,
                cause,
                "it takes nothing more; the publisher keeps this message and those behind it");
    }

    @Override
    public void broken(Subscriber subscriber, long position, Throwable cause) {
        MillraceException error = MillraceException.of(
                ErrorCode.FATAL_ERROR,
                threw(subscriber, position, cause),
                "the virtual machine or the class path is broken: see the cause, restart the process; the message was"
                        + " not processed",
                cause);
        endpoint.agent().execute(() -> endpoint.broke(error));
    }

    private void tell(Kind kind, Subscriber subscriber, long position, Throwable cause, String outcome) {
        MillraceException error = MillraceException.of(
                ErrorCode.HANDLER_FAILED, threw(subscriber, position, cause), outcome + "; mend the handler", cause);
        status.emit(new LifecycleEvent(
                kind,
                status.title(),
                "",
                subscriber.stream(),
                null,
                null,
                error,
                outcome,
                position,
                LifecycleEvent.NO_POSITION,
                0,
                LifecycleEvent.NO_RETRY));
    }

    private static String threw(Subscriber subscriber, long position, Throwable cause) {
        return "the handler of stream " + subscriber.stream() + " threw at position " + position + ": " + cause;
    }
}
