// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.PublicationException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a publication's callers wait for, up to a deadline: room, and acknowledgement. Any thread. */
final class PatientPublisher {

    private final RingProducer publication;

    PatientPublisher(RingProducer publication) {
        this.publication = publication;
    }

    /** Offers until it is accepted or hopeless, or the time is over. */
    void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        OfferStatus status = publication.offer(source, offset, length);
        if (status == OfferStatus.ACCEPTED) {
            return;
        }
        IoAgent agent = publication.agent;
        if (agent.mustNotWait()) {
            // A thread of the engine never waits: the links' pending work once, then the truth.
            agent.controlWork();
            status = publication.offer(source, offset, length);
            if (status != OfferStatus.ACCEPTED) {
                throw failure(status, length, 0);
            }
            return;
        }
        long startNs = System.nanoTime();
        long timeoutNs = timeout.toNanos();
        for (int attempt = 0; status != OfferStatus.ACCEPTED; attempt++) {
            long waitedNs = System.nanoTime() - startNs;
            boolean hopeless = status != OfferStatus.BACK_PRESSURED && status != OfferStatus.NOT_CONNECTED;
            if (hopeless || waitedNs >= timeoutNs) {
                throw failure(status, length, waitedNs);
            }
            agent.patience().pause(attempt);
            status = publication.offer(source, offset, length);
        }
    }

    /** Waits until everything published up to now is acknowledged. */
    boolean drain(Duration timeout) {
        IoAgent agent = publication.agent;
        long target = publication.position();
        if (agent.mustNotWait()) {
            agent.controlWork();
            return publication.acknowledged() >= target;
        }
        long startNs = System.nanoTime();
        long timeoutNs = timeout.toNanos();
        for (int attempt = 0; publication.acknowledged() < target; attempt++) {
            if (System.nanoTime() - startNs >= timeoutNs
                    || publication.admission.isHopeless()
                    || publication.isReleased()) {
                return publication.acknowledged() >= target;
            }
            agent.patience().pause(attempt);
        }
        return true;
    }

    private MillraceException failure(OfferStatus status, int length, long waitedNs) {
        PublicationSettings settings = publication.settings();
        String waited = " for " + waitedNs / 1_000_000 + " ms";
        String where = publication.where();
        return switch (status) {
            case BACK_PRESSURED ->
                new PublicationException(
                        ErrorCode.BACK_PRESSURED,
                        where + ": the ring of " + settings.ringBytes() + " bytes (option ring) was full"
                                + waited + ", " + (publication.position() - publication.acknowledged())
                                + " bytes are not acknowledged",
                        "the subscriber is slower than the publisher: publish less, raise publish-timeout or ring");
            case NOT_CONNECTED ->
                new PublicationException(
                        ErrorCode.NOT_CONNECTED,
                        where + ": nobody subscribed" + waited,
                        "start a subscriber of this stream, or raise publish-timeout");
            case DENIED -> EndpointAccess.denied(publication.stream(), publication.title(), true);
            case ISOLATED ->
                new PublicationException(
                        ErrorCode.ISOLATED, where + ": it is out of service", hint(), publication.failure());
            case MESSAGE_TOO_LARGE ->
                length <= settings.maxMessageLength()
                        ? wholeOnly(where, length)
                        : new PublicationException(
                                ErrorCode.MESSAGE_TOO_LARGE,
                                where + ": a message of " + length + " bytes is over the "
                                        + publication.maxMessageLength()
                                        + " that it may have: option max-message, or what fits into half its ring of "
                                        + settings.ringBytes() + " bytes (option ring)",
                                "raise ring or max-message, or split the message");
            default ->
                new PublicationException(
                        ErrorCode.CLOSED, where + " is closed", "create a new publication on an open endpoint");
        };
    }

    private PublicationException wholeOnly(String where, int length) {
        return new PublicationException(
                ErrorCode.MESSAGE_TOO_LARGE,
                where + ": a message of " + length + " bytes is over the " + publication.maxClaimLength()
                        + " of one frame, and no present subscriber puts fragments together: they speak an older version",
                "upgrade the subscribers, raise ring or window so that a frame holds the message, or split it");
    }

    private String hint() {
        return publication.failure() == null ? "see the state of the endpoint or pipeline" : "see the cause";
    }
}
