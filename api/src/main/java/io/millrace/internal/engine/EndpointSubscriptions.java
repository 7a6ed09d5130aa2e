// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler;
import io.millrace.MessageHandler;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.internal.access.Grant;
import io.millrace.internal.session.LaneConsumer;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.Settlement;
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
        requireAllowed(stream);
        return attach(make(stream, options, plain, controlled));
    }

    private void requireAllowed(String stream) {
        status.requireOpen();
        if (!endpoint.streams().access().own().maySubscribe(stream)) {
            throw EndpointAccess.denied(stream, status.title(), false);
        }
    }

    /** Hands a stream on to where it is done with later. */
    EngineSubscription handOn(String stream, ControlledMessageHandler handler, Settlement settlement) {
        requireAllowed(stream);
        Subscriber subscriber =
                new Subscriber(stream, null, handler, SubscriptionOptions.defaults(), this, null).settledBy(settlement);
        return attach(new EngineSubscription(this, subscriber));
    }

    private EngineSubscription attach(EngineSubscription subscription) {
        String stream = subscription.stream();
        Subscriber subscriber = subscription.subscriber();
        EngineSubscription known = subscriptions.putIfAbsent(stream, subscription);
        if (known != null) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + stream + " has a handler already on " + status.title(),
                    "close that subscription first; one handler a stream of an endpoint");
        }
        subscription.start();
        endpoint.agent().execute(() -> {
            for (Session session : endpoint.sessionTable()) {
                if (session.isUp()) {
                    session.subscribed(subscriber);
                }
            }
        });
        return subscription;
    }

    /** The peer has said what this endpoint may do: handlers of other streams will never be called, and are told so. */
    void granted(Grant grant) {
        for (EngineSubscription subscription : subscriptions.values()) {
            String stream = subscription.stream();
            if (!grant.maySubscribe(stream)) {
                MillraceException cause = EndpointAccess.denied(stream, status.title(), false);
                subscription.deny(cause);
                if (!subscription.hasThread()) {
                    detach(subscription);
                }
                tell(Kind.SUBSCRIPTION_STOPPED, stream, LifecycleEvent.NO_POSITION, cause, "denied by the peer");
            }
        }
    }

    private EngineSubscription make(
            String stream,
            SubscriptionOptions options,
            @Nullable MessageHandler plain,
            @Nullable ControlledMessageHandler controlled) {
        String threadName = endpoint.agent().roleName().replace("-io", "") + "-subscription-" + stream;
        LogEndpoint log = endpoint.asLog();
        if (log != null) {
            Subscriber subscriber = new Subscriber(stream, plain, controlled, options, this, null);
            return new EngineSubscription(
                    this, subscriber, ending -> log.intake(subscriber, options, threadName, ending));
        }
        options.requireNoLog(stream, endpoint.transport().provider());
        if (options.ownRingBytes() == 0) {
            return new EngineSubscription(this, new Subscriber(stream, plain, controlled, options, this, null));
        }
        LaneConsumer consumer = new LaneConsumer(endpoint.agent()::wakeup);
        Subscriber subscriber = new Subscriber(stream, plain, controlled, options, this, consumer);
        return new EngineSubscription(
                this, subscriber, ending -> new SubscriptionThread(threadName, consumer, subscriber, ending));
    }

    /**
     * Detaches a handler that takes nothing more; waits for it, and for the I/O agent, unless this is its thread or the
     * agent's.
     */
    void unsubscribe(EngineSubscription subscription) {
        if (!subscription.hasThread()) {
            detach(subscription);
        } else if (!subscription.isOnItsThread() && !endpoint.agent().mustNotWait()) {
            // Its thread detaches it as its last act; only then is it known what was processed.
            subscription.awaitThread(Long.MAX_VALUE);
            endpoint.agent().call(() -> Boolean.TRUE);
        }
    }

    private void detach(EngineSubscription subscription) {
        if (!subscriptions.remove(subscription.stream(), subscription)) {
            return;
        }
        totals.ended(subscription);
        Runnable leave = () -> {
            for (Session session : endpoint.sessionTable()) {
                session.unsubscribed(subscription.subscriber());
            }
        };
        if (subscription.isOnItsThread()) {
            // Whoever turns the agent may be waiting for this thread.
            endpoint.agent().execute(leave);
        } else {
            endpoint.agent().call(() -> {
                leave.run();
                return Boolean.TRUE;
            });
        }
    }

    /** A subscription's own thread is at its end; this is its last act. */
    void threadEnded(EngineSubscription subscription, @Nullable Throwable failure) {
        if (failure != null) {
            endpoint.agent().execute(() -> endpoint.broke(failure));
        }
        detach(subscription);
    }

    /** The endpoint is at its end: nothing more is handed up. */
    void refuse() {
        subscriptions.values().forEach(EngineSubscription::refuse);
    }

    // ---- failures ----

    @Override
    public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {
        tell(Kind.HANDLER_FAILED, subscriber, position, cause, outcome);
    }

    @Override
    public void stopped(Subscriber subscriber, long position, Throwable cause) {
        EngineSubscription subscription = subscriptions.get(subscriber.stream());
        if (subscription != null && subscription.subscriber() == subscriber && !subscription.hasThread()) {
            detach(subscription);
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
        tell(kind, subscriber.stream(), position, error, outcome);
    }

    private void tell(Kind kind, String stream, long position, MillraceException error, String outcome) {
        emit(new LifecycleEvent(
                kind,
                status.title(),
                "",
                stream,
                null,
                null,
                error,
                outcome,
                position,
                LifecycleEvent.NO_POSITION,
                0,
                LifecycleEvent.NO_RETRY));
    }

    private void emit(LifecycleEvent event) {
        if (endpoint.agent().isCurrentThread()) {
            status.emit(event);
        } else {
            endpoint.agent().execute(() -> status.emit(event));
        }
    }

    private static String threw(Subscriber subscriber, long position, Throwable cause) {
        return "the handler of stream " + subscriber.stream() + " threw at position " + position + ": " + cause;
    }
}
