// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.cli.CliException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Writes lines into the ring in place, over and over, and digests what it writes. For one thread. */
final class LineSender {
    private static final int STAMP_EVERY = 1024;
    private static final int YIELDS = 200;
    private static final long PAUSE_NS = 20_000;
    private static final long PROGRESS_INTERVAL_NS = 50_000_000;

    private final Publication publication;
    private final Corpus corpus;
    private final Parent parent;
    private final LineDigest digest = new LineDigest();
    private int line;
    private long lastProgressNs;

    LineSender(Publication publication, Corpus corpus, Parent parent) {
        this.publication = publication;
        this.corpus = corpus;
        this.parent = parent;
    }

    /** Sends so many lines as fast as they are taken, and puts a stamp on one in {@value #STAMP_EVERY}. */
    void flood(long count) {
        for (long i = 0; i < count && !parent.saysStop(); i++) {
            if ((i & (STAMP_EVERY - 1)) == 0) {
                long nowNs = System.nanoTime();
                tellProgress(nowNs);
                send(Mark.AT_FULL_LOAD, nowNs);
            } else {
                send(Mark.PLAIN, 0);
            }
        }
    }

    /**
     * Sends so many lines, each at its time. The stamp is the time at which it was due, so that a line which had to wait
     * for the one before it shows that wait.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a park is 60 µs too long for this
    void pace(long count, long intervalNs) {
        long startNs = System.nanoTime();
        for (long i = 0; i < count && !parent.saysStop(); i++) {
            long dueNs = startNs + i * intervalNs;
            while (System.nanoTime() - dueNs < 0) {
                Thread.yield();
            }
            tellProgress(dueNs);
            send(Mark.PACED, dueNs);
        }
    }

    LineDigest digest() {
        return digest;
    }

    private void send(int mark, long stampNs) {
        byte[] text = corpus.text();
        int offset = corpus.offset(line);
        int length = corpus.length(line);
        int stampBytes = mark == Mark.PLAIN ? 0 : Mark.STAMP_BYTES;
        for (int refused = 0; ; refused++) {
            try (Claim claim = publication.claim(stampBytes + length)) {
                if (claim.isAccepted()) {
                    ByteBuffer payload = claim.buffer();
                    if (mark != Mark.PLAIN) {
                        payload.putLong(stampNs);
                    }
                    payload.put(text, offset, length);
                    claim.typeId(mark).correlationId(digest.lines());
                    claim.commit();
                    break;
                }
                checkStatus(claim.status());
            }
            if (!await(refused)) {
                return;
            }
        }
        digest.add(text, offset, length);
        line = line + 1 == corpus.lines() ? 0 : line + 1;
    }

    private static void checkStatus(OfferStatus status) {
        if (status != OfferStatus.BACK_PRESSURED && status != OfferStatus.NOT_CONNECTED) {
            throw CliException.failure("the publication answered " + status, "");
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // on two cores the engine needs this one more than the demo does
    private boolean await(int refused) {
        if (refused < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PAUSE_NS);
            tellProgress(System.nanoTime());
        }
        return !parent.saysStop();
    }

    private void tellProgress(long nowNs) {
        if (nowNs - lastProgressNs >= PROGRESS_INTERVAL_NS) {
            lastProgressNs = nowNs;
            parent.tell(Note.of(Note.PROGRESS, "messages", digest.lines(), "bytes", digest.bytes()));
        }
    }
}
