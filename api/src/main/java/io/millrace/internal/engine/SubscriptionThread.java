// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.LaneConsumer;
import io.millrace.internal.session.Subscriber;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of a subscription with a ring of its own: turns its consumer until the subscription is closed, by whomever.
 * Spins briefly, yields, then parks until the I/O agent wakes it. A daemon, never interrupted by us.
 */
final class SubscriptionThread implements SubscriberThread, Runnable {

    private static final int SPINS = 20;
    private static final int YIELDS = 60;

    /** A message waits for its next attempt, which may be long before or long after. */
    private static final long RETRY_NAP_NS = 1_000_000;

    private final LaneConsumer consumer;
    private final Subscriber subscriber;
    private final Ending ending;
    private final OwnRingWatch watch;
    private final Thread thread;

    SubscriptionThread(String name, LaneConsumer consumer, Subscriber subscriber, Ending ending) {
        this.consumer = consumer;
        this.subscriber = subscriber;
        this.ending = ending;
        this.watch = new OwnRingWatch(consumer, subscriber);
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void wake() {
        consumer.wake();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public OwnRingWatch watch() {
        return watch;
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            int idleTurns = 0;
            while (!subscriber.isClosed()) {
                if (consumer.doWork(System.nanoTime()) > 0) {
                    idleTurns = 0;
                } else {
                    idle(++idleTurns);
                }
            }
        } catch (Throwable e) {
            failure = e;
            subscriber.close();
        } finally {
            ending.ended(failure);
        }
    }

    private void idle(int turns) {
        if (turns <= SPINS) {
            Thread.onSpinWait();
        } else if (turns <= SPINS + YIELDS) {
            Thread.yield();
        } else {
            consumer.fallAsleep();
            if (!consumer.isIdle()) {
                LockSupport.parkNanos(this, RETRY_NAP_NS);
            } else if (!subscriber.isClosed()) {
                LockSupport.park(this);
            }
            consumer.awake();
            // Nobody's way to tell this thread anything; left set it would never park again
            Thread.interrupted();
        }
    }

    @Override
    public void awaitEnd(long patienceNs) {
        SubscriberThread.awaitEnd(thread, patienceNs);
    }
}
