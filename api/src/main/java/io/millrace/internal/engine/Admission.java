// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import org.jspecify.annotations.Nullable;

/** Whether a publication accepts anything at the moment, and if not, why. Any thread. */
final class Admission {

    private final Runnable listener;
    private volatile @Nullable OfferStatus refusal;

    Admission() {
        this(Admission::tellNobody);
    }

    private static void tellNobody() {}

    /** @param listener is told of each change, on the thread that made it */
    Admission(Runnable listener) {
        this.listener = listener;
    }

    /** Why nothing is accepted; null if it is. */
    @Nullable OfferStatus refusal() {
        return refusal;
    }

    boolean isClosed() {
        return refusal == OfferStatus.CLOSED;
    }

    boolean isIsolated() {
        return refusal == OfferStatus.ISOLATED;
    }

    /** True if nothing that waits in the ring will go out before somebody changes something. */
    boolean isHopeless() {
        OfferStatus why = refusal;
        return why == OfferStatus.ISOLATED || why == OfferStatus.DENIED;
    }

    /** Refuses what is offered from now on, or with null accepts it again. CLOSED is final. */
    void refuse(@Nullable OfferStatus why) {
        if (change(why)) {
            listener.run();
        }
    }

    private synchronized boolean change(@Nullable OfferStatus why) {
        OfferStatus before = refusal;
        if (before == OfferStatus.CLOSED || before == why) {
            return false;
        }
        refusal = why;
        return true;
    }
}
