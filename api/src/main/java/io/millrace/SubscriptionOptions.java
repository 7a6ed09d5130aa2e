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

    private final FailurePolicy failurePolicy;

    private SubscriptionOptions(Builder builder) {
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

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private FailurePolicy failurePolicy = FailurePolicy.skip();

        private Builder() {}

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
