// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;

/**
 * A link that was told why it is not wanted, and is read until the peer has gone: closing a socket with unread input
 * would destroy what was just written. I/O agent's thread.
 */
final class FarewellLink {

    private static final long PATIENCE_NS = 1_000_000_000;

    private final FrameLink link;
    private final FrameSink sink;
    private final long deadlineNs;

    /** What a stranger says after it was told to go; not much of it is listened to. */
    private static final class Nobody implements FrameSink {
        private static final int MOST_BYTES = 64 * 1024;

        private int heard;

        @Override
        public int onBytes(ByteBuffer buffer, int offset, int length) {
            heard += length;
            return length;
        }

        @Override
        public int mostBytes() {
            return FrameDescriptor.MAX_HANDSHAKE_FRAME;
        }

        boolean isFedUp() {
            return heard >= MOST_BYTES;
        }
    }

    private FarewellLink(FrameLink link, FrameSink sink, long deadlineNs) {
        this.link = link;
        this.sink = sink;
        this.deadlineNs = deadlineNs;
    }

    /** Lets a link whose last frame is written run dry. */
    static FarewellLink of(FrameLink link, long nowNs) {
        return of(link, new Nobody(), nowNs);
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
        if (gone || sink instanceof Nobody stranger && stranger.isFedUp()) {
            link.close();
            return true;
        }
        return false;
    }

    void close() {
        link.close();
    }
}
