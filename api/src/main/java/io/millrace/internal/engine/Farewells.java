// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The links that were told to go and are read until they have gone, no more than so many at a time and a few of them in a
 * turn: politeness must not cost those who stay anything. I/O agent's thread.
 */
final class Farewells {

    /** Beyond that the oldest are closed at once; they may miss why. */
    static final int MOST = 256;

    private static final int LOOKS_PER_TURN = 16;

    private final ArrayDeque<FarewellLink> leaving = new ArrayDeque<>();
    private final FrameChecksum checksum = new FrameChecksum();
    private final ByteBuffer frame = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);

    /** Writes a REJECT to a link that has no session, and lets it go. */
    void reject(FrameLink link, int code, int retryAfterMs, String reason, long nowNs) {
        frame.clear();
        frame.limit(Reject.truncating(code, true, retryAfterMs, reason).encode(frame, 0, checksum));
        try {
            link.write(frame);
        } catch (MillraceException alreadyGone) {
            link.close();
            return;
        }
        letGoStranger(link, nowNs);
    }

    /** Lets a stranger's link whose last frame is written run dry. */
    void letGoStranger(FrameLink link, long nowNs) {
        add(FarewellLink.ofStranger(link, nowNs));
    }

    /** Lets a session's link whose last frame is written run dry. */
    void letGoPeer(FrameLink link, long nowNs) {
        add(FarewellLink.ofPeer(link, nowNs));
    }

    private void add(FarewellLink link) {
        if (leaving.size() >= MOST) {
            leaving.remove().close();
        }
        leaving.add(link);
    }

    /** Reads on. */
    void turn(long nowNs) {
        for (int looks = Math.min(leaving.size(), LOOKS_PER_TURN); looks > 0; looks--) {
            FarewellLink link = leaving.remove();
            if (!link.turn(nowNs)) {
                leaving.add(link);
            }
        }
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    void close() {
        leaving.forEach(FarewellLink::close);
        leaving.clear();
    }
}
