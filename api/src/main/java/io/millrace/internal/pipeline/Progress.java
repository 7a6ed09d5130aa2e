// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import com.lmax.disruptor.Sequence;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.Sleeper;
import java.lang.invoke.VarHandle;

/** How far a group is, and whom it tells so: groups behind it, which may sleep, and what goes on behind the last one. */
final class Progress {

    private final Sequence sequence = new Sequence(FrameRing.doneUpTo(0));
    private Sleeper[] sleepers = {};
    private Tail tail = Tail.NONE;

    /** Whom it wakes. Before anything else. */
    void wakes(Sleeper... after) {
        sleepers = after.clone();
    }

    /** Who goes on behind it. Before anything else. */
    void tail(Tail after) {
        tail = after;
    }

    Sequence sequence() {
        return sequence;
    }

    /** Everything before it is done with. Any thread. */
    long position() {
        return FrameRing.positionAfter(sequence.get());
    }

    /** It is done with everything before a position. The group's thread. */
    void advance(long to) {
        sequence.set(FrameRing.doneUpTo(to));
        Sleeper[] after = sleepers;
        if (after.length > 0) {
            VarHandle.fullFence();
            for (Sleeper next : after) {
                next.wakeFenced();
            }
        }
        tail.advanced(to);
    }
}
