// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.Transmitter;

/**
 * A publication's attachment to one session, and the decision that a publishing thread takes after each message: send
 * now, or leave it. A lone message goes at once. While the I/O agent polls it is left to the agent, unless a batch has
 * gathered. While the agent sleeps each message goes at once, but a burst wakes the agent, so that from then on batches
 * form.
 *
 * <p>The burst fields are racy between publishers on purpose: a lost update costs one early or late wake-up.
 */
final class InlineSender {

    private static final long BURST_GAP_NS = 2_000;
    private static final int BURST_LENGTH = 3;

    private final OutboundStream stream;
    private final Session session;
    private final Transmitter transmitter;
    private final IoAgent agent;
    private final boolean inline;
    private long lastSentNs;
    private int burst;

    InlineSender(OutboundStream stream, Session session, IoAgent agent, boolean inline) {
        this.stream = stream;
        this.session = session;
        this.transmitter = session.transmitter();
        this.agent = agent;
        this.inline = inline;
    }

    OutboundStream stream() {
        return stream;
    }

    Session session() {
        return session;
    }

    /** A frame that ends at this position was published; the caller has fenced. */
    void published(long end, int mode) {
        if (mode == IoAgent.POLLING && end - stream.sent() < Session.BATCH_BYTES) {
            return;
        }
        if (!inline) {
            agent.wakeup();
        } else if (stream.sendable() > 0 && !transmitter.isCongested()) {
            send(mode);
        }
    }

    private void send(int mode) {
        if (mode != IoAgent.ASLEEP) {
            transmitter.trySend();
            return;
        }
        if (agent.nanoTime() - lastSentNs < BURST_GAP_NS) {
            if (++burst >= BURST_LENGTH) {
                burst = 0;
                agent.wakeup();
                return;
            }
        } else {
            burst = 0;
        }
        transmitter.trySend();
        lastSentNs = agent.nanoTime();
        if (transmitter.isCongested()) {
            agent.wakeup();
        }
    }
}
