// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A publication's ring as one session reads it, with a view of its own of the bytes. Under the transmitter's lock. */
final class RingView {

    private final PublishedStream stream;
    private @Nullable FrameRing ring;
    private @Nullable ByteBuffer bytes;

    RingView(PublishedStream stream) {
        this.stream = stream;
    }

    /** The ring, or null as long as nothing was published. */
    @Nullable FrameRing frames() {
        FrameRing known = ring;
        if (known == null) {
            known = stream.ring();
            ring = known;
        }
        return known;
    }

    FrameRing require() {
        FrameRing known = frames();
        if (known == null) {
            throw new IllegalStateException("frames of a stream without a ring: " + stream.name());
        }
        return known;
    }

    /** The ring's bytes, whose position and limit may be moved. */
    ByteBuffer bytes(FrameRing frames) {
        ByteBuffer known = bytes;
        if (known == null) {
            known = frames.buffer().duplicate();
            bytes = known;
        }
        return known;
    }
}
