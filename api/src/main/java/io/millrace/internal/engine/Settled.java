// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.pipeline.Segment;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.session.Settlement;
import io.millrace.internal.session.Unsettled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of what was put into a pipeline is done with in all of its rings: what a stage has emitted belongs to what it was
 * given. I/O agent's thread.
 */
final class Settled {

    private final FrameRing ring;
    private final @Nullable Unsettled behind;

    Settled(List<Segment> segments) {
        this.ring = segments.get(0).ring();
        this.behind = segments.size() == 1 ? null : behind(segments.subList(1, segments.size()));
    }

    private static Unsettled behind(List<Segment> later) {
        FrameRing next = later.get(0).ring();
        Settled rest = new Settled(later);
        return new Unsettled(
                new Settlement() {
                    @Override
                    public long accepted() {
                        return next.head();
                    }

                    @Override
                    public long settled() {
                        return rest.upTo();
                    }
                },
                0);
    }

    /** A position of the first ring. */
    long upTo() {
        long released = ring.released();
        Unsettled emitted = behind;
        return emitted == null ? released : emitted.upTo(released);
    }
}
