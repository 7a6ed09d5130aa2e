// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.PublicationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads lines and publishes them on a daemon thread of its own, because a read from a terminal or a pipe cannot be
 * interrupted. Any thread may stop it: when {@link #stop} returns, nothing more is published.
 */
final class Feeder {
    private static final long PAUSE_NS = 50_000;

    private final Publication publication;
    private final LineSource source;
    private final Pacer pacer;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile long messages;
    private volatile long bytes;

    Feeder(Publication publication, LineSource source, double rate) {
        this.publication = publication;
        this.source = source;
        this.pacer = new Pacer(rate);
    }

    void start() {
        Thread thread = new Thread(this::run, "millrace-pub");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completed at the end of the input, exceptionally if it cannot be read or sent. */
    CompletableFuture<Void> done() {
        return done;
    }

    void stop() {
        stopping = true;
        synchronized (this) {
            // a message that was being offered is in the ring now, or never will be
        }
    }

    Publication publication() {
        return publication;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    private void run() {
        try {
            for (int pass = 0; pass < source.passes() && !stopping; pass++) {
                feed();
            }
            done.complete(null);
        } catch (IOException e) {
            done.completeExceptionally(new UncheckedIOException(e));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void feed() throws IOException {
        InputStream in = source.open();
        try {
            LineReader lines = new LineReader(in, publication.maxMessageLength());
            while (lines.next() && pacer.await(() -> stopping) && send(lines)) {
                source.read(lines.length() + 1L);
            }
        } finally {
            source.passEnded(in);
        }
    }

    private boolean send(LineReader lines) {
        while (!stopping) {
            OfferStatus status = offer(lines);
            switch (status) {
                case ACCEPTED -> {
                    return true;
                }
                // ISOLATED: the endpoint has failed; the command's thread looks after it, and says why
                case BACK_PRESSURED, NOT_CONNECTED, ISOLATED -> LockSupport.parkNanos(PAUSE_NS);
                case CLOSED -> {
                    return false;
                }
                case DENIED ->
                    throw MillraceException.of(
                            ErrorCode.STREAM_DENIED,
                            "the peer does not let this identity publish stream " + publication.stream(),
                            "ask for the right: the claims of the token, or the peer's access policy");
                case MESSAGE_TOO_LARGE ->
                    throw new PublicationException(
                            ErrorCode.MESSAGE_TOO_LARGE,
                            "a line of " + lines.length() + " bytes is over the limit of "
                                    + publication.maxMessageLength(),
                            "raise the ring option of the URI");
            }
        }
        return false;
    }

    // One writer of the counters: this thread.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private synchronized OfferStatus offer(LineReader lines) {
        if (stopping) {
            return OfferStatus.CLOSED;
        }
        OfferStatus status = publication.offer(lines.buffer(), lines.offset(), lines.length());
        if (status == OfferStatus.ACCEPTED) {
            messages++;
            bytes += lines.length();
        }
        return status;
    }
}
