// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import com.lmax.disruptor.Sequence;
import io.millrace.internal.ring.FrameRing;

/** What a group waits for: the groups before it, or the producers. */
final class Upstream {

    private final FrameRing ring;
    private Sequence[] before = {};

    Upstream(FrameRing ring) {
        this.ring = ring;
    }

    /** Before anything else. */
    void waitFor(Sequence... groups) {
        before = groups.clone();
    }

    /** Up to where messages may be taken from a position on; of what producers publish no more than that many bytes, and a frame. */
    long available(long from, int maxBytes) {
        Sequence[] groups = before;
        if (groups.length == 0) {
            return ring.published(from, maxBytes);
        }
        long slowest = groups[0].get();
        for (int i = 1; i < groups.length; i++) {
            slowest = Math.min(slowest, groups[i].get());
        }
        return FrameRing.positionAfter(slowest);
    }

    /** True if there is a message at a position. Any thread. */
    boolean isDue(long from) {
        return before.length == 0 ? ring.isPublished(from) : available(from, 0) > from;
    }
}
