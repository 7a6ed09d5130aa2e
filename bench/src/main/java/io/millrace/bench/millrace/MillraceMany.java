// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Claim;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.ManySender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Many publications that take turns, a batch each; one that has no room is passed over. A message says in its producer
 * which one it came by. One publishing thread.
 */
final class MillraceMany implements ManySender {
    /** Long enough for a write to be worth its while, short enough for small rings. */
    private static final int TURN = 64;

    private final Millrace millrace;
    private final List<Publication> publications;
    private final PayloadSizes sizes;
    private final long[] sequences;
    private int active;
    private int next;

    /** The runtime becomes the sender's, which closes it. */
    MillraceMany(Millrace millrace, List<Publication> publications, PayloadSizes sizes) {
        this.millrace = millrace;
        this.publications = publications;
        this.sizes = sizes;
        sequences = new long[publications.size()];
        active = sequences.length;
    }

    @Override
    public void spreadOver(int count) {
        active = count;
        next = 0;
    }

    @Override
    public Lane lane(int producer) {
        return this::publish;
    }

    /** A first round gives each one message, so that every ring is there before anything is measured. */
    private int publish(long sequence, int count) {
        int published = 0;
        int idleTurns = 0;
        while (published < count) {
            int turn = sequences[next] == 0 ? 1 : TURN;
            int done = publishTurn(next, Math.min(turn, count - published));
            published += done;
            next = next + 1 == active ? 0 : next + 1;
            idleTurns = done == 0 ? idleTurns + 1 : 0;
            if (idleTurns >= active) {
                CpuWait.yieldCore();
                idleTurns = 0;
            }
        }
        return published;
    }

    private int publishTurn(int index, int count) {
        Publication publication = publications.get(index);
        for (int done = 0; done < count; done++) {
            if (!publishOne(publication, index)) {
                return done;
            }
        }
        return count;
    }

    private boolean publishOne(Publication publication, int index) {
        long sequence = sequences[index];
        int length = sizes.at(sequence);
        try (Claim claim = publication.claim(length)) {
            if (claim.status() != OfferStatus.ACCEPTED) {
                MillraceSender.check(claim.status());
                return false;
            }
            ByteBuffer buffer = claim.buffer();
            Payload.write(buffer, buffer.position(), length, ProducerWord.of(index, sequence));
            claim.commit();
            sequences[index] = sequence + 1;
            return true;
        }
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        for (Publication publication : publications) {
            Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
            if (!publication.drain(left)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        millrace.close();
    }
}
