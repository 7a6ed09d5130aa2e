// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.session.Audience;
import io.millrace.internal.session.Gate;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SlowConsumers;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a publication goes out to; with them the {@link Gate} and the eye on {@link SlowConsumers}. The table is changed on the I/O agent's
 * thread alone; publishing threads read it to send.
 */
final class FanOut {

    private final RingPublication publication;
    private final EngineEndpoint endpoint;
    private final IoAgent agent;
    private final Admission admission;

    private final Gate gate = new Gate();
    private final SlowConsumers slowConsumers;

    private volatile InlineSender[] senders = {};
    private volatile @Nullable LogFeed feed;
    private volatile boolean lookAsked;
    private volatile boolean wholeOnly;
    private long refusalsBefore;
    private boolean hadSessions;
    private boolean over;

    FanOut(RingPublication publication, EngineEndpoint endpoint, Admission admission, SlowConsumerPolicy policy) {
        this.publication = publication;
        this.endpoint = endpoint;
        this.agent = endpoint.agent();
        this.admission = admission;
        this.slowConsumers = new SlowConsumers(policy);
    }

    // ---- on publishing threads ----

    /** Something was published: the fence orders it before the looks at what the agent and other senders do. */
    void published(long end) {
        InlineSender[] all = senders;
        if (all.length == 1 && all[0].isLeftToBatch(end) && !agent.isCurrentThread()) {
            return;
        }
        VarHandle.fullFence();
        LogFeed log = feed;
        if (log != null) {
            log.published();
            return;
        }
        all = senders;
        if (agent.isCurrentThread()) {
            leaveToTheAgent(all);
            agent.publishedHere();
            return;
        }
        if (all.length == 1) {
            all[0].published(end);
        } else if (all.length > 1) {
            // A publisher that wrote every session's batches itself would keep the subscribers off the cores: a fan-out
            // to four over loopback, on two cores, moved a tenth of what the I/O thread gets rid of.
            leaveToTheAgent(all);
            agent.wakeSender();
        }
    }

    /** Something was published that the agent is to send; the caller wakes it, and has fenced. */
    void leave() {
        LogFeed log = feed;
        if (log != null) {
            log.published();
        }
        leaveToTheAgent(senders);
    }

    private static void leaveToTheAgent(InlineSender[] all) {
        for (InlineSender sender : all) {
            sender.leave();
        }
    }

    /** True if there are subscribers, and none of them puts fragments together. */
    boolean isWholeOnly() {
        return wholeOnly;
    }

    /** There was no room: the publisher has nothing better to do than to send what fills the ring. */
    void refused() {
        if (agent.isCurrentThread()) {
            return;
        }
        InlineSender[] all = senders;
        if (all.length == 1) {
            all[0].refused();
        }
        if (slowConsumers.isWatchful() && !lookAsked) {
            lookAsked = true;
            agent.execute(this::lookNow);
        }
    }

    // ---- a log in the place of sessions ----

    /** Everything goes to a log, whose thread moves the gate. */
    void feed(LogFeed log) {
        feed = log;
    }

    /** What takes everything to a log; null if it goes to sessions. */
    @Nullable LogFeed feed() {
        return feed;
    }

    // ---- the table of sessions, on the I/O agent's thread ----

    InlineSender[] senders() {
        return senders;
    }

    boolean isAttachedTo(Session session) {
        for (InlineSender sender : senders) {
            if (sender.session() == session) {
                return true;
            }
        }
        return false;
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
        return Audience.joinPosition(publication.published(), senders);
    }

    /** Looks after slow consumers, a few times a second. */
    void tick(long nowNs) {
        if (publication.published().slowConsumer() == SlowConsumerPolicy.BLOCK) {
            return;
        }
        long refusals = refusals();
        slowConsumers.look(publication.published(), rivals(), refusals != refusalsBefore, nowNs);
        refusalsBefore = refusals;
    }

    /** A publisher was refused while some consumer has no patience left. */
    private void lookNow() {
        lookAsked = false;
        slowConsumers.look(publication.published(), rivals(), true, agent.nanoTime());
    }

    /** Everybody who reads the same ring, over whatever carrier. */
    private InlineSender[] rivals() {
        RingPublication.Feeder feeder = publication.feeder();
        return feeder == null ? senders : feeder.senders();
    }

    private long refusals() {
        RingPublication.Feeder feeder = publication.feeder();
        return feeder == null ? publication.refusals() : feeder.refusals();
    }

    /** Messages before a position that is held, as {@link RingStream} says. */
    long messagesBefore(long position) {
        return gate.messagesBefore(publication.published().ring(), position);
    }

    /** True if somebody has not had everything yet. */
    boolean isAwaited() {
        RingStream stream = publication.published();
        return feed != null && stream.oldestHeld() < stream.publishedEnd()
                || Audience.isAwaiting(publication.published(), senders);
    }

    /** An attached session's acknowledgement, attachment or answer has changed. */
    void sessionsChanged() {
        RingStream stream = publication.published();
        gate.move(stream.ring(), senders);
        wholeOnly = Audience.isForWholeMessagesOnly(senders);
        if (!admission.isIsolated()) {
            admission.refuse(absence());
        }
        if (stream.isClosing()) {
            endpoint.publicationClosed(publication);
        }
    }

    /** A session's peer does not subscribe. */
    void refused(OutboundStream stream, boolean denied) {
        for (InlineSender sender : senders) {
            if (sender.stream() == stream) {
                sender.denied(denied);
            }
        }
    }

    /** Why nobody is there; null if somebody is, or may come. */
    private @Nullable OfferStatus absence() {
        InlineSender[] all = senders;
        boolean nobody = all.length == 0 ? hadSessions && endpoint.losesItsSessions() : Audience.isRefusedByAll(all);
        if (!nobody) {
            return null;
        }
        boolean denied = Arrays.stream(all).anyMatch(InlineSender::isDenied);
        return denied ? OfferStatus.DENIED : OfferStatus.NOT_CONNECTED;
    }

    /** True once, when the stream is closed and every session has processed it to its end: its number is free again. */
    boolean takeEnd() {
        if (over || !Audience.isOver(publication.published(), senders)) {
            return false;
        }
        over = true;
        return true;
    }
}
