// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.faults.Board.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that publishes numbered messages as fast as the publication takes them, or as many as it was told. Close it
 * to stop; {@link #stop} says how many were accepted.
 */
final class Pump implements AutoCloseable {
    static final int RUN_OFFSET = 0;
    static final int SEQUENCE_OFFSET = 8;
    static final int MIN_LENGTH = 16;

    private static final long NO_ROOM_PAUSE_NS = 20_000;

    private final Publication publication;
    private final int length;
    private final long most;
    private final Board board;
    private final long run = ThreadLocalRandom.current().nextLong();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile long refused;
    private volatile OfferStatus end = OfferStatus.ACCEPTED;

    private Pump(Publication publication, int length, long most, Board board) {
        this.publication = publication;
        this.length = length;
        this.most = most;
        this.board = board;
        this.thread = new Thread(this::run, "pump-" + publication.stream());
        thread.setDaemon(true);
        thread.start();
    }

    /** Publishes 32 bytes a message until stopped. */
    static Pump start(Publication publication) {
        return start(publication, 32, Long.MAX_VALUE);
    }

    static Pump start(Publication publication, int length, long most) {
        return start(publication, length, most, Board.inMemory());
    }

    static Pump start(Publication publication, int length, long most, Board board) {
        return new Pump(publication, Math.max(MIN_LENGTH, length), most, board);
    }

    private void run() {
        long next = 0;
        while (running && next < most) {
            OfferStatus status = publish(next);
            if (status == OfferStatus.ACCEPTED) {
                next++;
                board.set(Field.PUBLISHED, next);
            } else if (status == OfferStatus.BACK_PRESSURED || status == OfferStatus.NOT_CONNECTED) {
                refuse();
                LockSupport.parkNanos(NO_ROOM_PAUSE_NS);
            } else {
                end = status;
                return;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void refuse() {
        refused++;
    }

    private OfferStatus publish(long sequence) {
        try (Claim claim = publication.claim(length)) {
            if (claim.isAccepted()) {
                write(claim.buffer(), run, sequence);
                claim.commit();
            }
            return claim.status();
        }
    }

    static void write(ByteBuffer payload, long run, long sequence) {
        int at = payload.position();
        payload.putLong(at + RUN_OFFSET, run);
        payload.putLong(at + SEQUENCE_OFFSET, sequence);
    }

    /** Messages accepted so far. */
    long published() {
        return board.get(Field.PUBLISHED);
    }

    /** Times that there was no room. */
    long refused() {
        return refused;
    }

    /** Why it stopped by itself; ACCEPTED if it did not. */
    OfferStatus end() {
        return end;
    }

    boolean isDone() {
        return !thread.isAlive();
    }

    /** Stops, and says how many were accepted. */
    long stop() {
        running = false;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return published();
    }

    @Override
    public void close() {
        stop();
    }
}
