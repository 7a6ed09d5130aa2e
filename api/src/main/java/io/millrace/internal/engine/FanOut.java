// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.Session;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a publication goes out to, and the gate that they hold. The table is changed on the I/O agent's
 * thread alone; publishing threads read it to send.
 */
final class FanOut {

    private final RingPublication publication;
    private final EngineEndpoint endpoint;
    private final IoAgent agent;
    private final Admission admission;

    private volatile InlineSender[] senders = {};
    private boolean hadSessions;
    private boolean over;

    FanOut(RingPublication publication, EngineEndpoint endpoint, Admission admission) {
        this.publication = publication;
        this.endpoint = endpoint;
        this.agent = endpoint.agent();
        this.admission = admission;
    }

    // ---- on publishing threads ----

    /** Something was published: the fence orders it before the looks at what the agent and other senders do. */
    void published(long end) {
        VarHandle.fullFence();
        if (agent.isCurrentThread()) {
            agent.publishedHere();
            return;
        }
        for (InlineSender sender : senders) {
            sender.published(end);
        }
    }

    /** There was no room: the publisher has nothing better to do than to send what fills the ring. */
    void refused() {
        if (agent.isCurrentThread()) {
            return;
        }
        for (InlineSender sender : senders) {
            sender.refused();
        }
    }

    // ---- the table of sessions, on the I/O agent's thread ----

    InlineSender[] senders() {
        return senders;
    }

    void attach(InlineSender sender) {
        InlineSender[] before = senders;
        InlineSender[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = sender;
        senders = after;
        hadSessions = true;
        sessionsChanged();
    }

    void detach(Session session) {
        senders = Arrays.stream(senders)
                .filter(sender -> sender.session() != session)
                .toArray(InlineSender[]::new);
        sessionsChanged();
    }

    /** Where a receiver that never saw this stream begins: with the oldest held, unless others are at work already. */
    long joinPosition() {
        RingStream stream = publication.published();
        return senders.length == 0 ? stream.oldestHeld() : stream.publishedEnd();
    }

    /** An attached session's acknowledgement, attachment or answer has changed. */
    void sessionsChanged() {
        RingStream stream = publication.published();
        moveGate(stream.ring());
        if (!admission.isIsolated()) {
            admission.refuse(isNobodyThere() ? OfferStatus.NOT_CONNECTED : null);
        }
        if (stream.isClosing()) {
            endpoint.publicationClosed(publication);
        }
    }

    private void moveGate(@Nullable FrameRing frames) {
        if (frames == null) {
            return;
        }
        long slowest = Long.MAX_VALUE;
        for (InlineSender sender : senders) {
            var stream = sender.stream();
            if (!stream.isRefused() || stream.isEnded()) {
                slowest = Math.min(slowest, stream.acknowledged());
            }
        }
        if (slowest != Long.MAX_VALUE && slowest > frames.gate()) {
            frames.gate(slowest);
        }
    }

    private boolean isNobodyThere() {
        if (senders.length == 0) {
            return hadSessions && endpoint.losesItsSessions();
        }
        for (InlineSender sender : senders) {
            if (!sender.stream().isRefused()) {
                return false;
            }
        }
        return true;
    }

    /** True once, when the stream is closed and every session has processed it to its end: its number is free again. */
    boolean takeEnd() {
        RingStream stream = publication.published();
        if (over || !stream.isClosing() || !stream.isDrained()) {
            return false;
        }
        for (InlineSender sender : senders) {
            if (!sender.stream().isEnded() && !sender.stream().isRefused()) {
                return false;
            }
        }
        over = true;
        return true;
    }
}
