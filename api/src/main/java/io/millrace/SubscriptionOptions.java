// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.util.Objects;

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

    private SubscriptionOptions(Builder builder) {
        this.ownRingBytes = builder.ownRingBytes;
        this.failurePolicy = builder.failurePolicy;
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

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private FailurePolicy failurePolicy = FailurePolicy.skip();

        private int ownRingBytes;

        private Builder() {}

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
