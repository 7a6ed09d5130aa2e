// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.EndpointCounters;
import io.millrace.error.ErrorCode;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionCounters;
import io.millrace.internal.session.Subscriber;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums of an endpoint's counters: what ended sessions and subscriptions left, plus what the living have. */
final class EndpointTotals {

    private final Sums gone = new Sums();
    private long linksLost;
    private long goneBytesPublished;
    private long goneRefusals;

    private static final class Sums {
        long messagesPublished;
        long handled;
        long handledBytes;
        long failed;
        long deadLettered;
        long retried;
        long redelivered;
        long retransmittedFrames;
        long retransmittedBytes;
        long duplicates;
        long discarded;
        long unsubscribed;
        long opened;
        long reconnects;
        long losses;
        long skipped;
        long abandoned;
        long sent;
        long received;
        long protocolErrors;

        Sums copy() {
            Sums copy = new Sums();
            copy.messagesPublished = messagesPublished;
            copy.handled = handled;
            copy.handledBytes = handledBytes;
            copy.failed = failed;
            copy.deadLettered = deadLettered;
            copy.retried = retried;
            copy.redelivered = redelivered;
            copy.retransmittedFrames = retransmittedFrames;
            copy.retransmittedBytes = retransmittedBytes;
            copy.duplicates = duplicates;
            copy.discarded = discarded;
            copy.unsubscribed = unsubscribed;
            copy.opened = opened;
            copy.reconnects = reconnects;
            copy.losses = losses;
            copy.skipped = skipped;
            copy.abandoned = abandoned;
            copy.sent = sent;
            copy.received = received;
            copy.protocolErrors = protocolErrors;
            return copy;
        }

        void add(Subscriber subscriber) {
            handled += subscriber.handled();
            handledBytes += subscriber.handledBytes();
            failed += subscriber.failed();
            deadLettered += subscriber.deadLettered();
            retried += subscriber.retried();
            redelivered += subscriber.redelivered();
        }

        void add(Session session) {
            SessionCounters counters = session.counters();
            duplicates += counters.duplicatesDropped();
            discarded += counters.messagesDiscarded();
            unsubscribed += counters.dropped();
            opened += counters.linksOpened();
            reconnects += counters.reconnects();
            losses += counters.unknownLosses();
            received += counters.bytesReceived();
            protocolErrors += counters.protocolErrors();
            sent += session.transmitter().bytesWritten();
            for (OutboundStream stream : session.outbound()) {
                add(stream);
            }
        }

        void add(@Nullable LogFeed feed) {
            if (feed != null) {
                messagesPublished += feed.stored();
                retransmittedFrames += feed.resent();
            }
        }

        void add(EngineSubscription subscription) {
            add(subscription.subscriber());
            duplicates += subscription.duplicates();
        }

        void add(OutboundStream stream) {
            messagesPublished += stream.counts().messages();
            retransmittedFrames += stream.counts().retransmittedFrames();
            retransmittedBytes += stream.counts().retransmittedBytes();
            skipped += stream.givenUp().skipped();
            abandoned += stream.givenUp().abandoned();
        }
    }

    void linkLost() {
        linksLost++;
    }

    /** A HELLO was read, before there was a session that could count its bytes. */
    void greeted(long bytes) {
        gone.received += bytes;
    }

    void ended(Session session) {
        gone.add(session);
    }

    void ended(OutboundStream stream) {
        gone.add(stream);
    }

    void ended(RingPublication publication) {
        gone.add(publication.fanOut().feed());
        goneBytesPublished += publication.position();
        goneRefusals += publication.refusals();
    }

    synchronized void ended(EngineSubscription subscription) {
        gone.add(subscription);
    }

    /** A connection to a broker works, the first or another one. */
    void brokerLinked(boolean isFirst) {
        gone.opened++;
        gone.reconnects += isFirst ? 0 : 1;
    }

    synchronized EndpointCounters total(
            Iterable<Session> sessions,
            Collection<RingPublication> publications,
            Collection<EngineSubscription> subscriptions,
            long repliesTooLate,
            Map<ErrorCode, Long> refusals) {
        Sums sums = gone.copy();
        sessions.forEach(sums::add);
        subscriptions.forEach(sums::add);
        long bytesPublished = goneBytesPublished;
        long backPressured = goneRefusals;
        for (RingPublication publication : publications) {
            sums.add(publication.fanOut().feed());
            bytesPublished += publication.position();
            backPressured += publication.refusals();
        }
        return new EndpointCounters(
                sums.messagesPublished,
                bytesPublished,
                sums.handled,
                sums.handledBytes,
                sums.failed,
                sums.deadLettered,
                sums.retried,
                sums.redelivered,
                sums.retransmittedFrames,
                sums.retransmittedBytes,
                sums.duplicates,
                sums.discarded,
                sums.unsubscribed,
                backPressured,
                sums.opened,
                sums.reconnects,
                linksLost,
                sums.losses == 0 ? 0 : -1,
                sums.skipped,
                sums.abandoned,
                sums.sent,
                sums.received,
                sums.protocolErrors,
                repliesTooLate,
                refusals);
    }
}
