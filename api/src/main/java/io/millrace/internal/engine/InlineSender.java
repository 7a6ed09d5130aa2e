// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.Attachment;
import io.millrace.internal.session.Burst;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SlowBudget;
import io.millrace.internal.session.Transmitter;

/**
 * A publication's attachment to one session, and the decision that a publishing thread takes after each message: write
 * now, or leave it. A lone message is written at once, by the thread that published it. In a {@link Burst} only whole
 * batches are; the I/O agent, woken at its start, looks after the tail.
 */
final class InlineSender implements Attachment {

    private static final long RETRY_AFTER_NS = 10_000;

    /** While a batch cannot go out, publishers try it again after so many bytes. */
    private static final int LOOK_BYTES = Session.BATCH_BYTES / 4;

    private final OutboundStream stream;
    private final Session session;
    private final Transmitter transmitter;
    private final Burst burst;
    private final EngineEndpoint endpoint;
    private final IoAgent agent;
    private final boolean inline;
    private final SlowBudget slowBudget = new SlowBudget();
    private final int halfWindow;

    private boolean denied;

    /** Racy between publishers on purpose: a lost update costs one try more. */
    private long lastRetryNs;

    /**
     * In a burst nothing is to be done for what ends before this position, never more than a batch above what is published.
     * Racy on purpose: one look more, or one a batch late.
     */
    private long lookAt;

    InlineSender(OutboundStream stream, Session session, EngineEndpoint endpoint) {
        this.stream = stream;
        this.session = session;
        this.transmitter = session.transmitter();
        this.burst = session.burst();
        this.endpoint = endpoint;
        this.agent = endpoint.agent();
        this.inline = endpoint.config().inline();
        this.halfWindow = stream.stream().window() / 2;
    }

    @Override
    public OutboundStream stream() {
        return stream;
    }

    @Override
    public Session session() {
        return session;
    }

    /** Why the peer does not subscribe: this end may not publish the stream there. I/O agent's thread. */
    void denied(boolean isDenied) {
        denied = isDenied;
    }

    boolean isDenied() {
        return denied;
    }

    @Override
    public SlowBudget slowBudget() {
        return slowBudget;
    }

    /**
     * True if a frame that ends at this position, and is not fenced yet, is one in the middle of a burst: there is nothing
     * to do for it, and nothing to fence for, which would empty the store buffer for each message. See {@link Burst} for
     * what becomes of it if the burst ends at this moment.
     */
    boolean isLeftToBatch(long end) {
        return end < lookAt && burst.isOn() && !transmitter.isCrowded();
    }

    /** A frame that ends at this position was published; the caller has fenced. */
    void published(long end) {
        // Before the look at the burst: whoever finds it off sees to what is marked.
        transmitter.mark(stream);
        if (!inline) {
            agent.wakeSender();
        } else if (burst.isOn()) {
            publishedInBurst(end);
        } else if (stream.sendable() > 0 && !transmitter.isCongested()) {
            sendAlone();
        }
    }

    private void publishedInBurst(long end) {
        if (end - stream.sent() >= Session.BATCH_BYTES) {
            // A full link as well: it has taken something meanwhile, or the try costs little beside what was published.
            if (stream.sendable() > 0) {
                transmitter.trySendBatch();
            }
            takeAcknowledgements();
        }
        int pace = transmitter.isCongested() ? Session.BATCH_BYTES : LOOK_BYTES;
        lookAt = Math.max(stream.sent() + Session.BATCH_BYTES, end + pace);
    }

    /** So much is under way that there may be news of it. */
    private void takeAcknowledgements() {
        if (stream.sent() - stream.stream().oldestHeld() >= halfWindow) {
            agent.standIn(endpoint, session);
        }
    }

    /** A frame was published that the agent will send: one of its own, or one that goes to several sessions. */
    void leave() {
        transmitter.mark(stream);
    }

    /**
     * There was no room for a message: the publisher has nothing better to do than to try the link, also a full one, but
     * not so often that it keeps the peer from making room.
     */
    void refused() {
        if (!inline || !burst.isOn()) {
            return;
        }
        boolean sendable = stream.sendable() > 0;
        if (!sendable || transmitter.isCongested()) {
            long nowNs = agent.nanoTime();
            if (nowNs - lastRetryNs < RETRY_AFTER_NS) {
                return;
            }
            lastRetryNs = nowNs;
        }
        if (sendable) {
            transmitter.trySendBatch();
        }
        takeAcknowledgements();
    }

    private void sendAlone() {
        if (burst.begins(agent.nanoTime())) {
            agent.wakeSender();
            return;
        }
        transmitter.trySend();
        burst.sent(agent.nanoTime());
        wakeIfCongested();
    }

    /** The agent may have gone to sleep without asking to be woken when the link can be written again. */
    private void wakeIfCongested() {
        if (transmitter.isCongested()) {
            agent.wakeup();
        }
    }
}
