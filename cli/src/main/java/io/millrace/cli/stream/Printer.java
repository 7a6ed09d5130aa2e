// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.ControlledMessageHandler;
import io.millrace.Message;
import io.millrace.cli.CliException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Prints what arrives, until it has enough. Called on the engine's thread; any thread may ask, flush and stop.
 *
 * <p>What it does not print it does not take: after the last message, and when standard output is broken, it answers
 * RETRY, so that the messages stay with the publisher for the next subscriber. What waits to be written when the output
 * breaks is lost.
 */
final class Printer implements ControlledMessageHandler {
    private final LineWriter out;
    private final long count;
    private final boolean discard;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean stopped;
    private volatile @Nullable CliException failure;
    private volatile long messages;
    private volatile long bytes;
    private volatile long redelivered;
    private volatile long firstNs;
    private volatile long lastNs;

    /** Takes {@code count} messages, or all there are if that is 0. */
    Printer(LineWriter out, long count, boolean discard) {
        this.out = out;
        this.count = count;
        this.discard = discard;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the engine's thread
    public Action onMessage(Message message) {
        if (stopped) {
            return Action.RETRY;
        }
        try {
            if (!discard) {
                out.write(message);
            }
        } catch (IOException e) {
            fail(e);
            return Action.RETRY;
        }
        lastNs = System.nanoTime();
        if (messages == 0) {
            firstNs = lastNs;
        }
        bytes += message.length();
        if (message.isRedelivered()) {
            redelivered++;
        }
        messages++;
        if (messages == count) {
            stopped = true;
            done.complete(null);
        }
        return Action.CONTINUE;
    }

    /** Completed when it has enough, or when nobody reads the output any more. */
    CompletableFuture<Void> done() {
        return done;
    }

    void stop() {
        stopped = true;
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Writes what there still is; throws if anything could not be written. Command's thread, when no more comes. */
    void end() {
        flush();
        CliException why = failure;
        if (why != null) {
            throw why;
        }
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    long redelivered() {
        return redelivered;
    }

    /** From the first message to the last. */
    long spanNs() {
        return lastNs - firstNs;
    }

    double fraction() {
        return count == 0 ? -1 : (double) messages / count;
    }

    // "| head" closes the pipe when it has enough: an end like any other.
    private void fail(IOException cause) {
        stopped = true;
        if ("Broken pipe".equals(cause.getMessage())) {
            done.complete(null);
        } else {
            CliException why = CliException.failure(
                    "standard output: " + cause.getMessage(),
                    "make room, or send it elsewhere; the lines of the last tenth of a second are lost: they count as"
                            + " handled");
            failure = why;
            done.completeExceptionally(why);
        }
    }
}
