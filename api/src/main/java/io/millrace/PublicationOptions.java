// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one publication differs from what its endpoint's URI says. Immutable; for any thread and any number of
 * publications. What is not set here is as the endpoint's options say.
 *
 * <pre>{@code
 * PublicationOptions small = PublicationOptions.builder().ringBytes(64 << 10).priority(10).build();
 * Publication alarms = endpoint.publication("alarms", small);
 * }</pre>
 */
public final class PublicationOptions {

    /** Smallest and largest ring. */
    public static final int MIN_RING_BYTES = 32 << 10;

    public static final int MAX_RING_BYTES = 1 << 29;

    /** Smallest window that can be asked for; a small ring makes a smaller one. */
    public static final int MIN_WINDOW_BYTES = 8 << 10;

    public static final int MAX_WINDOW_BYTES = 1 << 28;

    /** Highest priority; the lowest, and default, is 0. */
    public static final int MAX_PRIORITY = 255;

    private static final PublicationOptions DEFAULTS = builder().build();

    private final @Nullable Integer ringBytes;
    private final @Nullable Integer windowBytes;
    private final @Nullable ChecksumMode checksum;
    private final @Nullable Integer priority;
    private final @Nullable SlowConsumerPolicy slowConsumer;

    private PublicationOptions(Builder builder) {
        this.ringBytes = builder.ringBytes;
        this.windowBytes = builder.windowBytes;
        this.checksum = builder.checksum;
        this.priority = builder.priority;
        this.slowConsumer = builder.slowConsumer;
    }

    /** Everything as the endpoint's options say. */
    public static PublicationOptions defaults() {
        return DEFAULTS;
    }

    /** Nothing set yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Size of the ring in bytes, before it is rounded up to a power of two; null: the option {@code ring}. */
    public @Nullable Integer ringBytes() {
        return ringBytes;
    }

    /** Unprocessed bytes under way; null: the option {@code window}. */
    public @Nullable Integer windowBytes() {
        return windowBytes;
    }

    /** Whether frames carry checksums; null: the option {@code checksum}. */
    public @Nullable ChecksumMode checksum() {
        return checksum;
    }

    /** Streams of a higher one are served first; null: 0. */
    public @Nullable Integer priority() {
        return priority;
    }

    /** What becomes of a slow one of several subscribers; null: the option {@code slow-consumer}. */
    public @Nullable SlowConsumerPolicy slowConsumer() {
        return slowConsumer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicationOptions that
                && Objects.equals(ringBytes, that.ringBytes)
                && Objects.equals(windowBytes, that.windowBytes)
                && checksum == that.checksum
                && Objects.equals(priority, that.priority)
                && slowConsumer == that.slowConsumer;
    }

    @Override
    public int hashCode() {
        return Objects.hash(ringBytes, windowBytes, checksum, priority, slowConsumer);
    }

    @Override
    public String toString() {
        return "PublicationOptions[ringBytes=" + ringBytes + ", windowBytes=" + windowBytes + ", checksum=" + checksum
                + ", priority=" + priority + ", slowConsumer=" + slowConsumer + "]";
    }

    /** Collects options; for one thread. Every setter checks its bounds at once. */
    public static final class Builder {

        private @Nullable Integer ringBytes;
        private @Nullable Integer windowBytes;
        private @Nullable ChecksumMode checksum;
        private @Nullable Integer priority;
        private @Nullable SlowConsumerPolicy slowConsumer;

        private Builder() {}

        /**
         * Size of the ring, {@value #MIN_RING_BYTES} to {@value #MAX_RING_BYTES} bytes, rounded up to a power of two. A
         * message is at most half of it.
         *
         * @throws ConfigurationException if it is out of range
         */
        public Builder ringBytes(int bytes) {
            ringBytes = within("ringBytes", bytes, MIN_RING_BYTES, MAX_RING_BYTES, "option ring of one publication");
            return this;
        }

        /**
         * Unprocessed bytes under way, {@value #MIN_WINDOW_BYTES} to {@value #MAX_WINDOW_BYTES}; at most a quarter of
         * the ring.
         *
         * @throws ConfigurationException if it is out of range
         */
        public Builder windowBytes(int bytes) {
            windowBytes = within(
                    "windowBytes", bytes, MIN_WINDOW_BYTES, MAX_WINDOW_BYTES, "option window of one publication");
            return this;
        }

        /** Whether its frames carry checksums. */
        public Builder checksum(ChecksumMode mode) {
            checksum = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Streams of a higher priority are served first; 0 to {@value #MAX_PRIORITY}.
         *
         * @throws ConfigurationException if it is out of range
         */
        public Builder priority(int higherFirst) {
            priority = within("priority", higherFirst, 0, MAX_PRIORITY, "priority of one publication");
            return this;
        }

        /** What becomes of a slow one of several subscribers. */
        public Builder slowConsumer(SlowConsumerPolicy policy) {
            slowConsumer = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** The options; the builder may be used further. */
        public PublicationOptions build() {
            return new PublicationOptions(this);
        }

        private static int within(String name, int value, int min, int max, String what) {
            if (value < min || value > max) {
                throw new ConfigurationException(
                        ErrorCode.INVALID_OPTION,
                        name + " " + value + " (" + what + ") is outside " + min + ".." + max,
                        "choose a value within " + min + ".." + max);
            }
            return value;
        }
    }
}
