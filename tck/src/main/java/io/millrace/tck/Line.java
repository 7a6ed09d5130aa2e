// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.Subscription;
import io.millrace.SubscriptionOptions;
import io.millrace.supervision.LifecycleEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One stream from one party to another, and its account: every message that was accepted is handled, once and in order, or
 * announced as lost. Messages are numbered by their correlation ids. One thread publishes.
 */
final class Line {

    private final String stream;
    private final long patienceNs;
    private final List<Publication> publications = new ArrayList<>();

    /** Of each accepted message: which publication, and where it begins in its stream. */
    private final List<long[]> accepted = new ArrayList<>();

    private final BitSet handled = new BitSet();
    private final List<String> offences = new ArrayList<>();
    private volatile long last = -1;
    private volatile long count;
    private volatile long repeats;

    Line(String stream, long patienceNs) {
        this.stream = stream;
        this.patienceNs = patienceNs;
    }

    String stream() {
        return stream;
    }

    Line from(Endpoint endpoint) {
        publications.add(endpoint.publication(stream));
        return this;
    }

    Line to(Endpoint endpoint) {
        return to(endpoint, SubscriptionOptions.defaults());
    }

    Line to(Endpoint endpoint, SubscriptionOptions options) {
        subscribe(endpoint, options);
        return this;
    }

    Subscription subscribe(Endpoint endpoint, SubscriptionOptions options) {
        return endpoint.subscribe(stream, options, this::handle);
    }

    Publication publication() {
        return publications.get(publications.size() - 1);
    }

    /** Publishes messages of up to so many bytes, and waits where the ring is full. */
    void publish(int messages, int maxBytes) {
        for (int i = 0; i < messages; i++) {
            int length = (int) (accepted.size() * 37L % (maxBytes + 1));
            long deadlineNs = System.nanoTime() + patienceNs;
            OfferStatus status;
            while ((status = offer(length)) != OfferStatus.ACCEPTED) {
                require(
                        status == OfferStatus.BACK_PRESSURED || status == OfferStatus.NOT_CONNECTED,
                        "an offer was answered with " + status);
                require(System.nanoTime() - deadlineNs < 0, "the ring stayed " + status + ", " + this);
                LockSupport.parkNanos(20_000);
            }
        }
    }

    OfferStatus offer(int length) {
        Publication publication = publication();
        long begin = publication.position();
        try (Claim claim = publication.claim(length)) {
            if (!claim.isAccepted()) {
                return claim.status();
            }
            long number = accepted.size();
            claim.correlationId(number);
            ByteBuffer space = claim.buffer();
            for (int i = 0; i < length; i++) {
                space.put((byte) (number + i));
            }
            accepted.add(new long[] {publications.size() - 1, begin});
            claim.commit();
            return OfferStatus.ACCEPTED;
        }
    }

    void handle(Message message) {
        synchronized (handled) {
            long n = message.correlationId();
            for (int i = 0; i < message.length(); i++) {
                if (message.getByte(i) != (byte) (n + i)) {
                    offences.add("message " + n + " is damaged at byte " + i + " of " + message.length());
                    break;
                }
            }
            if (n <= last) {
                repeats++;
                if (!message.isRedelivered()) {
                    offences.add("message " + n + " came after " + last + ", unmarked");
                }
            }
            last = Math.max(last, n);
            if (!handled.get((int) n)) {
                handled.set((int) n);
                count++;
            }
        }
    }

    /** How many messages were accepted. */
    int accepted() {
        return accepted.size();
    }

    /** How many different messages were handled. */
    long handled() {
        return count;
    }

    /** How many came again. */
    long repeats() {
        return repeats;
    }

    /** Fails if a message of any of them came again. */
    static void requireOnce(Line... lines) {
        for (Line line : lines) {
            require(line.repeats == 0, line.toString());
        }
    }

    boolean isComplete() {
        return count == accepted.size();
    }

    /** Fails unless everything accepted was handled or announced as lost by one of these events. */
    void balance(List<LifecycleEvent> events) {
        synchronized (handled) {
            require(offences.isEmpty(), this + ": " + offences);
            for (int n = handled.nextClearBit(0); n < accepted.size(); n = handled.nextClearBit(n + 1)) {
                long begin = accepted.get(n)[1];
                require(
                        events.stream().anyMatch(event -> covers(event, begin)),
                        this + ": message " + n + " at " + begin + " was accepted, and neither handled nor announced as"
                                + " lost");
            }
        }
    }

    private boolean covers(LifecycleEvent event, long position) {
        return (event.kind() == LifecycleEvent.Kind.LOSS || event.kind() == LifecycleEvent.Kind.GAP)
                && event.stream().equals(stream)
                && event.fromPosition() <= position
                && (event.toPosition() == LifecycleEvent.NO_POSITION || position < event.toPosition());
    }

    @Override
    public String toString() {
        return "stream " + stream + ", " + accepted.size() + " accepted, " + count + " handled, last " + last + ", "
                + repeats + " again";
    }
}
