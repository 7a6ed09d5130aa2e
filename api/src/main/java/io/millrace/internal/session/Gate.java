// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import org.jspecify.annotations.Nullable;

/**
 * What a ring still holds: the minimum of what its sessions keep, never going back. While one of them is detached, the
 * messages that leave the ring are counted, so that it can be said how many it missed. I/O agent's thread.
 */
public final class Gate {

    /** Messages that left the ring while somebody was detached. */
    private long released;

    /** Moves the gate of a ring, if there is one, to where the slowest is. */
    public void move(@Nullable FrameRing ring, Attachment[] attached) {
        if (ring == null) {
            return;
        }
        long slowest = Long.MAX_VALUE;
        boolean detached = false;
        for (Attachment attachment : attached) {
            OutboundStream stream = attachment.stream();
            detached |= stream.isDetached();
            if (!stream.isRefused() || stream.isEnded()) {
                slowest = Math.min(slowest, stream.keepFrom());
            }
        }
        if (slowest != Long.MAX_VALUE && slowest > ring.gate()) {
            if (detached) {
                released += ring.messages(ring.gate(), slowest);
            }
            ring.gate(slowest);
        }
    }

    /** Messages before a position that is held, as {@link PublishedStream} says. */
    public long messagesBefore(@Nullable FrameRing ring, long position) {
        if (ring == null) {
            return 0;
        }
        return released + ring.messages(ring.gate(), position);
    }
}
