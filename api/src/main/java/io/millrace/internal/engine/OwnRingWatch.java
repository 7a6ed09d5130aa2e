// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.session.HandledMessage;
import io.millrace.internal.session.LaneConsumer;
import io.millrace.internal.session.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * Notices a handler that does not come back, on the thread of a subscription with a ring of its own. It holds up nobody
 * else, so that only a look from outside finds it: at the same message as at the look before, and not called since. I/O
 * agent's thread.
 */
final class OwnRingWatch {

    private final LaneConsumer consumer;
    private final Subscriber subscriber;
    private @Nullable HandledMessage seen;
    private long callsSeen;
    private long sinceNs;

    OwnRingWatch(LaneConsumer consumer, Subscriber subscriber) {
        this.consumer = consumer;
        this.subscriber = subscriber;
    }

    /** Looks; a few times a second. */
    void look(long nowNs) {
        HandledMessage present = consumer.handled();
        long calls = subscriber.calls();
        if (present == null || calls != callsSeen || !present.equals(seen)) {
            seen = present;
            callsSeen = calls;
            sinceNs = nowNs;
        }
    }

    /** What the handler is at; null if it was not at work at the last look. */
    @Nullable HandledMessage present() {
        return seen;
    }

    /** For how long it has been at it, as far as the looks tell. */
    long forNs(long nowNs) {
        return seen == null ? 0 : nowNs - sinceNs;
    }
}
