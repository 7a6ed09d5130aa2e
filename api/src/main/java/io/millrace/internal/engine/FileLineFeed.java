// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.pipeline.LineFeed;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file and offers its lines, on a thread of its own. A stream, not a channel: an interrupt would close that. Nothing
 * is allocated for a line, once the buffer holds the longest.
 */
final class FileLineFeed implements LineFeed, Runnable {

    private static final int FIRST_BUFFER = 64 << 10;

    private final PipelineInput input;
    private final PipelineEvents events;
    private final Path file;
    private final InputStream source;
    private final Thread thread;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private long lines;
    private long longLines;
    private volatile long accepted;
    private volatile long tooLong;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private volatile boolean over;

    FileLineFeed(PipelineInput input, PipelineEvents events, Path file, String threadName) {
        this.input = input;
        this.events = events;
        this.file = file;
        try {
            this.source = new FileInputStream(file.toFile());
        } catch (FileNotFoundException e) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "cannot read " + file + ": " + e.getMessage(),
                    "name a file that exists and may be read");
        }
        this.thread = new Thread(this, threadName);
        thread.setDaemon(true);
    }

    FileLineFeed start() {
        thread.start();
        return this;
    }

    @Override
    public void run() {
        try (InputStream in = source) {
            feed(in);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failure = e;
            events.tell(Kind.NOTICE, "the lines of " + file + " are fed no further: " + e);
        } finally {
            over = true;
        }
    }

    private void feed(InputStream in) throws IOException {
        int begin = 0;
        int end = 0;
        boolean skipping = false;
        while (!closed) {
            if (end == buffer.length) {
                System.arraycopy(buffer, begin, buffer, 0, end - begin);
                end -= begin;
                begin = 0;
                if (end == buffer.length) {
                    if (end <= input.maxClaimLength()) {
                        buffer = Arrays.copyOf(buffer, Math.min(2 * end, input.maxClaimLength() + 2));
                    } else {
                        skipping = true;
                        end = 0;
                    }
                }
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                if (end > begin || skipping) {
                    line(begin, end, skipping);
                }
                return;
            }
            int from = end;
            end += read;
            for (int i = from; i < end && !closed; i++) {
                if (buffer[i] == '\n') {
                    line(begin, i > begin && buffer[i - 1] == '\r' ? i - 1 : i, skipping);
                    skipping = false;
                    begin = i + 1;
                }
            }
        }
    }

    private void line(int from, int to, boolean skipping) {
        if (skipping || to - from > input.maxClaimLength()) {
            if (tooLong == 0) {
                events.tell(
                        Kind.NOTICE,
                        "a line of " + file + " behind line " + accepted + " is over the " + input.maxClaimLength()
                                + " bytes of a message (ringBytes): such lines are left out and counted");
            }
            tooLong = ++longLines;
            return;
        }
        OfferStatus status = input.offer(buffer, from, to - from);
        for (int attempt = 0; status == OfferStatus.BACK_PRESSURED || status == OfferStatus.NOT_CONNECTED; attempt++) {
            if (closed) {
                return;
            }
            input.agent.patience().pause(attempt);
            status = input.offer(buffer, from, to - from);
        }
        if (status == OfferStatus.ACCEPTED) {
            accepted = ++lines;
        } else {
            closed = true;
            failure = new PublicationException(
                    status == OfferStatus.CLOSED ? ErrorCode.CLOSED : ErrorCode.ISOLATED,
                    input.title() + " takes nothing more of " + file + ": " + status,
                    "see the pipeline's failure()");
        }
    }

    @Override
    public long accepted() {
        return accepted;
    }

    @Override
    public long tooLong() {
        return tooLong;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public boolean await(Duration timeout) {
        return input.agent.patience().until(() -> over, timeout.toNanos());
    }

    @Override
    public void close() {
        closed = true;
    }
}
