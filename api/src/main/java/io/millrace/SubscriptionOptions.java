// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.log.Reading;
import io.millrace.spi.log.Reading.From;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one subscription is to be served. Made by the application, given to {@link Endpoint#subscribe(String,
 * SubscriptionOptions, MessageHandler)}; immutable, for any number of subscriptions and threads.
 */
public final class SubscriptionOptions {

    private static final SubscriptionOptions DEFAULTS = builder().build();

    private static final int MIN_RING = 32 << 10;
    private static final int MAX_RING = 1 << 29;

    private final FailurePolicy failurePolicy;
    private final int ownRingBytes;
    private final Reading reading;
    private final boolean forLog;
    private final double maxRate;

    private SubscriptionOptions(Builder builder) {
        this.ownRingBytes = builder.ownRingBytes;
        this.failurePolicy = builder.failurePolicy;
        this.maxRate = builder.maxRate;
        this.forLog = builder.from != null || builder.group != null || builder.maxRate > 0;
        From from = builder.from != null ? builder.from : builder.group == null ? From.NOW : From.START;
        this.reading = new Reading(from, builder.id, builder.timeMs, builder.group, builder.consumer);
    }

    /** Handled on the runtime's I/O thread; a message whose handler throws is skipped. */
    public static SubscriptionOptions defaults() {
        return DEFAULTS;
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** What becomes of a message whose handler throws. */
    public FailurePolicy failurePolicy() {
        return failurePolicy;
    }

    /** Size of the ring of its own that each peer's stream gets, in bytes; 0 if the I/O thread calls the handler. */
    public int ownRingBytes() {
        return ownRingBytes;
    }

    /** What it reads, out of a log. */
    public Reading reading() {
        return reading;
    }

    /** Messages a second that are handed up at most, out of a log; 0 for as many as there are. */
    public double maxRate() {
        return maxRate;
    }

    /**
     * For the engine: refuses what only a log transport can do.
     *
     * @throws ConfigurationException INVALID_OPTION if anything of it was asked for
     */
    public void requireNoLog(String stream, TransportProvider provider) {
        if (forLog) {
            throw new ConfigurationException(
                    ErrorCode.INVALID_OPTION,
                    "stream " + stream + ": where to read from, groups and rates are not for the transport "
                            + provider.name() + ", which promises " + provider.guarantees(),
                    "leave them out, or connect to a transport with REPLAY and GROUPS, such as redis:");
        }
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private FailurePolicy failurePolicy = FailurePolicy.skip();

        private int ownRingBytes;

        private @Nullable From from;
        private String id = "";
        private long timeMs;
        private @Nullable String group;
        private String consumer = "";
        private double maxRate;

        private Builder() {}

        /** Begins with what is appended from now on: the default, but for a group. Needs a log transport, such as redis:. */
        public Builder fromNow() {
            from = From.NOW;
            return this;
        }

        /** Begins with the oldest message that the log holds. Needs a log transport. */
        public Builder fromStart() {
            from = From.START;
            return this;
        }

        /** Begins after an entry, see {@link Message#entryId()}. Needs a log transport. */
        public Builder fromId(String entryId) {
            from = From.ID;
            id = Objects.requireNonNull(entryId, "entryId");
            return this;
        }

        /** Begins with the first message that was appended at this time or later, by the broker's clock. Needs a log transport. */
        public Builder fromTime(Instant time) {
            from = From.TIME;
            timeMs = time.toEpochMilli();
            return this;
        }

        /**
         * Shares the stream's messages with the other members of a group: each goes to one of them, and counts as processed
         * when its handler has returned; what a member does not acknowledge goes to another one. Where it begins matters only
         * if the group is new; unless said otherwise, with the oldest message there is. Needs a log transport.
         */
        public Builder group(String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the name of a group must not be empty");
            }
            group = name;
            return this;
        }

        /**
         * The member's name in its group, stable across restarts: it gets first what it had not acknowledged. Unless set, the
         * endpoint's {@link Endpoint#identity() identity}.
         */
        public Builder consumer(String name) {
            consumer = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Hands up no more than so many messages a second, to replay without flooding. Needs a log transport.
         *
         * @throws IllegalArgumentException if it is not above 0
         */
        public Builder maxRate(double messagesPerSecond) {
            if (!(messagesPerSecond > 0)) {
                throw new IllegalArgumentException("maxRate " + messagesPerSecond + " must be above 0");
            }
            maxRate = messagesPerSecond;
            return this;
        }

        /**
         * Has the handler called on a thread of its own, out of rings of its own, one for each peer that publishes the
         * stream: a slow handler then delays no other stream, and may block. In every threading mode that thread is the
         * runtime's and not the application's. The I/O thread copies each message once more; it is acknowledged when the
         * handler has returned, as ever.
         *
         * @param bytes what may wait in a ring, and so the most that the peer may have under way: no more than the
         *     publisher's {@code window} is used, and with less than four of its frames (by default of 256 KiB) the
         *     stream is refused with FRAME_TOO_LARGE. Allocated at a stream's first message
         * @throws IllegalArgumentException if it is outside 32 KiB to 512 MiB
         */
        public Builder ownRing(int bytes) {
            if (bytes < MIN_RING || bytes > MAX_RING) {
                throw new IllegalArgumentException(
                        "ownRing of " + bytes + " bytes is outside " + MIN_RING + ".." + MAX_RING);
            }
            ownRingBytes = bytes;
            return this;
        }

        /** What becomes of a message whose handler throws; {@link FailurePolicy#skip()} unless set. */
        public Builder onFailure(FailurePolicy policy) {
            failurePolicy = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** The options. */
        public SubscriptionOptions build() {
            return new SubscriptionOptions(this);
        }
    }
}
