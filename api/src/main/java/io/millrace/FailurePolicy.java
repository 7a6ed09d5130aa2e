// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a message whose handler throws. Made by the application, given to {@link SubscriptionOptions};
 * immutable, for any number of subscriptions and threads.
 *
 * <pre>{@code
 * FailurePolicy.deadLetter((message, cause, attempts) -> rejected.publish(message.copy()))
 *         .afterRetries(3, Duration.ofMillis(100));
 * }</pre>
 *
 * <p>It decides about every {@link Throwable} but two kinds. A {@link io.millrace.error.MillraceException} that is
 * {@link io.millrace.error.MillraceException#retryable() retryable}, such as one of a full ring, has the message handed
 * up again without counting as an attempt. A {@link VirtualMachineError} or {@link LinkageError} says that the process is
 * broken: the message counts as not processed, and the endpoint fails with {@code FATAL_ERROR}.
 */
public final class FailurePolicy {

    /** What happens to a message when no attempt is left. */
    public enum Outcome {
        /** It counts as processed, is counted as failed, and the next one follows. */
        SKIP,
        /** It is given to the dead-letter handler, and counts as processed when that returns. */
        DEAD_LETTER,
        /** The subscription ends; the message and those behind it stay with the publisher. */
        STOP
    }

    /** No wait between two attempts is longer. */
    public static final Duration MAX_BACKOFF = Duration.ofMinutes(1);

    private static final FailurePolicy SKIP = new FailurePolicy(Outcome.SKIP, null, 0, Duration.ZERO);
    private static final FailurePolicy STOP = new FailurePolicy(Outcome.STOP, null, 0, Duration.ZERO);

    private final Outcome outcome;
    private final @Nullable DeadLetterHandler deadLetters;
    private final int retries;
    private final long backoffNs;

    private FailurePolicy(Outcome outcome, @Nullable DeadLetterHandler deadLetters, int retries, Duration backoff) {
        this.outcome = outcome;
        this.deadLetters = deadLetters;
        this.retries = retries;
        this.backoffNs = backoff.toNanos();
    }

    /** The message is skipped, counted and told by an event: the default. */
    public static FailurePolicy skip() {
        return SKIP;
    }

    /** The subscription stops: nothing more is handed up, and the publisher keeps the message and all behind it. */
    public static FailurePolicy stop() {
        return STOP;
    }

    /** The message is given to a handler of the application, with what was thrown and after how many attempts. */
    public static FailurePolicy deadLetter(DeadLetterHandler handler) {
        return new FailurePolicy(Outcome.DEAD_LETTER, Objects.requireNonNull(handler, "handler"), 0, Duration.ZERO);
    }

    /**
     * The same after the message was handed up again. Those behind it in its stream wait meanwhile, other streams go on.
     *
     * @param times how often it is handed up again at most; {@link Integer#MAX_VALUE} for ever
     * @param backoff the wait before the first time; it doubles with each one, up to {@link #MAX_BACKOFF}
     * @throws IllegalArgumentException if {@code times} is negative, or {@code backoff} is outside 0 to
     *     {@link #MAX_BACKOFF}
     */
    public FailurePolicy afterRetries(int times, Duration backoff) {
        if (times < 0) {
            throw new IllegalArgumentException("retries " + times + " must not be negative; 0 for none");
        }
        if (backoff.isNegative() || backoff.compareTo(MAX_BACKOFF) > 0) {
            throw new IllegalArgumentException(
                    "backoff " + backoff + " is outside 0 to " + MAX_BACKOFF + ", FailurePolicy.MAX_BACKOFF");
        }
        return new FailurePolicy(outcome, deadLetters, times, backoff);
    }

    /** What happens when no attempt is left. */
    public Outcome outcome() {
        return outcome;
    }

    /** Who takes the dead letters; null unless the outcome is {@link Outcome#DEAD_LETTER}. */
    public @Nullable DeadLetterHandler deadLetterHandler() {
        return deadLetters;
    }

    /** How often a message is handed up again at most. */
    public int retries() {
        return retries;
    }

    /** Nanoseconds to wait after attempt number {@code attempt}, counted from 1. */
    public long backoffNs(int attempt) {
        int doublings = Math.min(attempt - 1, 40);
        long limit = MAX_BACKOFF.toNanos();
        return backoffNs > limit >> doublings ? limit : backoffNs << doublings;
    }

    @Override
    public String toString() {
        String last = outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return retries == 0 ? last : last + " after " + retries + " retries";
    }
}
