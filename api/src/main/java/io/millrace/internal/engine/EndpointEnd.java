// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The close that every endpoint walks through: refuse, deliver what was accepted, say goodbye, release. I/O agent's
 * thread, except for who waits.
 */
final class EndpointEnd {

    /** How long a closed endpoint waits for a handler on a thread of its own; one that is stuck must not hold it up. */
    private static final long HANDLER_PATIENCE_NS = 1_000_000_000;

    /** How long a goodbye may take to be answered, if nothing comes meanwhile. */
    private static final long GOODBYE_NS = 1_000_000_000;

    private final EngineEndpoint endpoint;
    private final EndpointStatus status;
    private final EndpointStreams streams;
    private final CountDownLatch released = new CountDownLatch(1);
    private long drainDeadlineNs;
    private long goodbyeDeadlineNs;
    private boolean saidGoodbye;
    private long handledBefore;
    private Farewell farewell = Farewell.FOR_GOOD;

    EndpointEnd(EngineEndpoint endpoint, EndpointStatus status, EndpointStreams streams) {
        this.endpoint = endpoint;
        this.status = status;
        this.streams = streams;
    }

    /** Any thread. */
    boolean isReleased() {
        return released.getCount() == 0;
    }

    /** True while it closes and has not said goodbye: what was accepted is still delivered. I/O agent's thread. */
    boolean isDelivering() {
        return status.is(LinkState.DRAINING) && !saidGoodbye;
    }

    /** Any thread. */
    void close(Farewell how) {
        IoAgent agent = endpoint.agent();
        // Now: a subscription leaves the table a moment before its thread has ended
        List<EngineSubscription> atWork = List.copyOf(streams.subscriptions().all());
        agent.execute(() -> begin(how, agent.nanoTime()));
        streams.refuse();
        if (!agent.mustNotWait()) {
            await();
            endpoint.awaitThreads(atWork, HANDLER_PATIENCE_NS);
        }
    }

    /** Waits on a caller's thread until everything is released. */
    private void await() {
        endpoint.agent().patience().until(this::isReleased, endpoint.config().drainTimeoutNs() + 5 * GOODBYE_NS);
    }

    private void begin(Farewell how, long nowNs) {
        if (status.isEnding()) {
            return;
        }
        farewell = how;
        boolean undeliverable = status.isOutOfService();
        streams.refuse();
        if (isReleased()) {
            status.become(LinkState.CLOSED);
            return;
        }
        status.become(LinkState.DRAINING);
        drainDeadlineNs = nowNs + (undeliverable ? 0 : endpoint.config().drainTimeoutNs());
    }

    /** It ends anyway; there is nothing left to wait for. */
    void hasten(long nowNs) {
        drainDeadlineNs = nowNs;
    }

    void step(long nowNs) {
        if (!saidGoodbye) {
            if (nowNs < drainDeadlineNs && !streams.isDrained()) {
                return;
            }
            saidGoodbye = true;
            goodbyeDeadlineNs = nowNs + GOODBYE_NS;
            handledBefore = endpoint.counters().messagesHandled();
            endpoint.stopSeeking();
            for (Connection connection : endpoint.connections()) {
                farewell.say(connection.session());
            }
        }
        boolean parting = endpoint.connections().length > 0 || (!farewell.isForGood() && endpoint.isParting());
        if (!parting || (nowNs >= goodbyeDeadlineNs && !isStillTold(nowNs))) {
            release();
        }
    }

    /**
     * A peer that closes as well answers when it has delivered what it had accepted. As long as that comes in, it may take
     * until the drain deadline.
     */
    private boolean isStillTold(long nowNs) {
        long handled = endpoint.counters().messagesHandled();
        boolean told = handled != handledBefore && nowNs < drainDeadlineNs;
        if (told) {
            handledBefore = handled;
            goodbyeDeadlineNs = Math.min(nowNs + GOODBYE_NS, drainDeadlineNs);
        }
        return told;
    }

    void release() {
        streams.subscriptions().refuse();
        MillraceException undelivered = streams.release();
        endpoint.closeLinks();
        endpoint.runtime().released(endpoint);
        status.become(LinkState.CLOSED, undelivered, 0, LifecycleEvent.NO_RETRY);
        endpoint.unmeter();
        EngineAgent seeker = endpoint.runtime().crew().seeker();
        if (seeker.isCurrentThread()) {
            released.countDown();
        } else {
            // Behind the close of the acceptor: the address is to be free when the caller goes on.
            seeker.execute(released::countDown);
        }
    }

    /** The agent is at its end: no more turns will come. */
    void abandon(MillraceException cause) {
        streams.subscriptions().refuse();
        try {
            if (status.is(LinkState.DRAINING)) {
                release();
            } else {
                endpoint.closeLinks();
                endpoint.fail(cause, Judge.Verdict.ESCALATE);
            }
        } finally {
            released.countDown();
        }
    }
}
