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

    private final OutboundStream stream;
    private final Session session;
    private final Transmitter transmitter;
    private final Burst burst;
    private final IoAgent agent;
    private final boolean inline;
    private final SlowBudget slowBudget = new SlowBudget();

    private boolean denied;

    /** Racy between publishers on purpose: a lost update costs one try more. */
    private long lastRetryNs;

    InlineSender(OutboundStream stream, Session session, IoAgent agent, boolean inline) {
        this.stream = stream;
        this.session = session;
        this.transmitter = session.transmitter();
        this.burst = session.burst();
        this.agent = agent;
        this.inline = inline;
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

    /** A frame that ends at this position was published; the caller has fenced. */
    void published(long end) {
        // Before the look at the burst: whoever finds it off sees to what is marked.
        transmitter.mark(stream);
        if (!inline) {
            agent.wakeSender();
        } else if (burst.isOn()) {
            if (end - stream.sent() >= Session.BATCH_BYTES && stream.sendable() > 0 && !transmitter.isCongested()) {
                transmitter.trySendBatch();
                wakeIfCongested();
            }
        } else if (stream.sendable() > 0 && !transmitter.isCongested()) {
            sendAlone();
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
        if (!inline || !burst.isOn() || stream.sendable() <= 0) {
            return;
        }
        if (transmitter.isCongested()) {
            long nowNs = agent.nanoTime();
            if (nowNs - lastRetryNs < RETRY_AFTER_NS) {
                return;
            }
            lastRetryNs = nowNs;
        }
        transmitter.trySendBatch();
        wakeIfCongested();
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
