// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
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
    private static final FrameSink NOBODY = (buffer, offset, length) -> length;

    private final FrameLink link;
    private final FrameSink sink;
    private final long deadlineNs;

    private FarewellLink(FrameLink link, FrameSink sink, long deadlineNs) {
        this.link = link;
        this.sink = sink;
        this.deadlineNs = deadlineNs;
    }

    /** Writes a REJECT to a link that has no session. */
    static FarewellLink reject(FrameLink link, int code, String reason, long nowNs) {
        ByteBuffer frame = ByteBuffer.allocateDirect(1024).order(ByteOrder.LITTLE_ENDIAN);
        frame.limit(Reject.truncating(code, true, 0, reason).encode(frame, 0, new FrameChecksum()));
        try {
            link.write(frame);
        } catch (MillraceException alreadyGone) {
            return new FarewellLink(link, NOBODY, nowNs);
        }
        return of(link, nowNs);
    }

    /** Lets a link whose last frame is written run dry. */
    static FarewellLink of(FrameLink link, long nowNs) {
        return of(link, NOBODY, nowNs);
    }

    /** As {@link #of(FrameLink, long)}, and hands what the peer still says to a sink: its last acknowledgements. */
    static FarewellLink of(FrameLink link, FrameSink sink, long nowNs) {
        link.shutdownOutput();
        return new FarewellLink(link, sink, nowNs + PATIENCE_NS);
    }

    /** Reads on; true once the link is closed. */
    boolean turn(long nowNs) {
        boolean gone = nowNs - deadlineNs >= 0;
        try {
            link.poll(sink);
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
