// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread that publishes one stream at its rate, and catches up when it could not for a while. */
final class Source {
    private static final long PAUSE_NS = 500_000;
    private static final long PEERS_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    /** What an outage has kept back beyond that is given up, or the end of it would be nothing but catching up. */
    private static final long MOST_BEHIND_S = 2;

    private final Endpoint endpoint;
    private final StreamPlan plan;
    private final long run;
    private final int peers;
    private final AccountFile account;
    private final Publication publication;
    private final Payload payload = new Payload();
    private final ByteBuffer large;
    private final Thread thread;
    private volatile boolean running = true;

    Source(Endpoint endpoint, StreamPlan plan, long run, int peers, AccountFile account) {
        this.endpoint = endpoint;
        this.plan = plan;
        this.run = run;
        this.peers = peers;
        this.account = account;
        // both kinds of publication
        this.publication =
                plan.ownRing() ? endpoint.publication(plan.name()) : endpoint.exclusivePublication(plan.name());
        this.large = ByteBuffer.allocate(plan.maxBytes()).order(ByteOrder.LITTLE_ENDIAN);
        this.thread = new Thread(this::publish, "source-" + plan.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Publishes no more; returns when that is so. */
    void finish() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish() {
        awaitPeers();
        long next = 0;
        long due = 0;
        long lastNs = System.nanoTime();
        long restNs = 0;
        while (running) {
            long nowNs = System.nanoTime();
            restNs += nowNs - lastNs;
            lastNs = nowNs;
            long more = restNs * plan.perSecond() / SECOND_NS;
            restNs -= more * SECOND_NS / plan.perSecond();
            due = Math.min(due + more, next + plan.perSecond() * MOST_BEHIND_S);
            while (next < due && running) {
                OfferStatus status = offer(next);
                if (status == OfferStatus.ACCEPTED) {
                    account.message(Entry.Kind.ACCEPTED, run, next, false);
                    next++;
                } else if (status == OfferStatus.BACK_PRESSURED || status == OfferStatus.NOT_CONNECTED) {
                    break;
                } else {
                    throw new IllegalStateException("offer to " + plan.name() + " was answered " + status);
                }
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    // With fan-out who comes second begins with the next message; both should see the first.
    private void awaitPeers() {
        long untilNs = System.nanoTime() + PEERS_NS;
        while (running && endpoint.sessions() < peers && System.nanoTime() < untilNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private OfferStatus offer(long counter) {
        int length = Payload.length(plan, counter);
        if (length > publication.maxClaimLength()) {
            payload.write(large.clear(), length, run, counter);
            return publication.offer(large, 0, length);
        }
        try (Claim claim = publication.claim(length)) {
            if (claim.isAccepted()) {
                payload.write(claim.buffer(), length, run, counter);
                claim.commit();
            }
            return claim.status();
        }
    }
}
