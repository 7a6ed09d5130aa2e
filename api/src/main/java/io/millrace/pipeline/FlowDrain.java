// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Message;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a pipeline to {@link Flow}: the handler of a stage that gives each message, copied into an array, to one
 * subscriber, as it asks for them. While it asks for none, or there is nobody, messages wait in the ring. Made by the
 * application, for one stage with one worker; {@link Flow.Subscriber#onNext} is called on the stage's thread. After a
 * subscriber has cancelled, another may subscribe, and goes on where that one ended.
 */
public final class FlowDrain implements StageHandler, Flow.Publisher<byte[]> {

    /** Thrown again and again, so it says nothing of where. The message is handed up again, and does not count as failed. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final PublicationException NO_DEMAND = new PublicationException(
            ErrorCode.BACK_PRESSURED, "the subscriber has asked for no more", "wait until it does");

    private final AtomicReference<@Nullable Subscribed> current = new AtomicReference<>();

    /** Nobody has subscribed. */
    public FlowDrain() {}

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        Subscribed fresh = new Subscribed(subscriber);
        subscriber.onSubscribe(fresh);
        if (!fresh.cancelled.get() && !current.compareAndSet(null, fresh)) {
            fresh.cancelled.set(true);
            subscriber.onError(new IllegalStateException("a FlowDrain has one subscriber at a time"));
        }
    }

    @Override
    public void onMessage(Message message, StageContext stage) {
        Subscribed to = current.get();
        if (to == null || !to.take()) {
            throw NO_DEMAND;
        }
        to.subscriber.onNext(message.copy());
    }

    /** Tells the subscriber that nothing more comes; called by the application when the pipeline is closed. */
    public void complete() {
        Subscribed to = current.getAndSet(null);
        if (to != null && to.cancelled.compareAndSet(false, true)) {
            to.subscriber.onComplete();
        }
    }

    private final class Subscribed implements Flow.Subscription {
        private final Flow.Subscriber<? super byte[]> subscriber;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private long demand;

        Subscribed(Flow.Subscriber<? super byte[]> subscriber) {
            this.subscriber = subscriber;
        }

        /** One of what was asked for. */
        synchronized boolean take() {
            if (demand == 0 || cancelled.get()) {
                return false;
            }
            demand--;
            return true;
        }

        @Override
        public void request(long n) {
            if (n > 0) {
                add(n);
            } else if (cancelled.compareAndSet(false, true)) {
                current.compareAndSet(this, null);
                subscriber.onError(new IllegalArgumentException("request(" + n + ") is not more than 0"));
            }
        }

        private synchronized void add(long n) {
            demand = Math.max(demand + n, 0) == 0 ? Long.MAX_VALUE : demand + n;
        }

        @Override
        public void cancel() {
            cancelled.set(true);
            current.compareAndSet(this, null);
        }
    }
}
