// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A link that was told why it is not wanted, and is read until the peer has gone: closing a socket with unread input
 * would destroy what was just written. I/O agent's thread.
 */
final class FarewellLink {

    private static final long PATIENCE_NS = 1_000_000_000;

    private final FrameLink link;
    private final long deadlineNs;

    private FarewellLink(FrameLink link, long deadlineNs) {
        this.link = link;
        this.deadlineNs = deadlineNs;
    }

    /** Writes a REJECT to a link that has no session. */
    static FarewellLink reject(FrameLink link, int code, String reason, long nowNs) {
        ByteBuffer frame = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);
        frame.limit(Reject.truncating(code, true, 0, reason).encode(frame, 0, new FrameChecksum()));
        try {
            link.write(frame);
        } catch (MillraceException alreadyGone) {
            return new FarewellLink(link, nowNs);
        }
        return of(link, nowNs);
    }

    /** Lets a link whose last frame is written run dry. */
    static FarewellLink of(FrameLink link, long nowNs) {
        link.shutdownOutput();
        return new FarewellLink(link, nowNs + PATIENCE_NS);
    }

    /** Reads on; true once the link is closed. */
    boolean turn(long nowNs) {
        boolean gone = nowNs - deadlineNs >= 0;
        try {
            link.poll((buffer, offset, length) -> length);
        } catch (MillraceException e) {
            gone = true;
        }
        if (gone) {
            link.close();
        }
        return gone;
    }

    void close() {
        link.close();
    }
}
