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

    /** What is said after BYE or REJECT, and not listened to. */
    private static final class Nobody implements FrameSink {
        private static final int MOST_OF_A_STRANGER = 64 * 1024;

        private final long most;
        private long heard;

        Nobody(long most) {
            this.most = most;
        }

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
            return heard >= most;
        }
    }

    private FarewellLink(FrameLink link, FrameSink sink, long deadlineNs) {
        this.link = link;
        this.sink = sink;
        this.deadlineNs = deadlineNs;
    }

    /** Lets a stranger's link whose last frame is written run dry; not much is read of it. */
    static FarewellLink ofStranger(FrameLink link, long nowNs) {
        return of(link, new Nobody(Nobody.MOST_OF_A_STRANGER), nowNs);
    }

    /** Lets the link of a session run dry, however much its peer had under way. */
    static FarewellLink ofPeer(FrameLink link, long nowNs) {
        return of(link, new Nobody(Long.MAX_VALUE), nowNs);
    }

    /** As {@link #ofPeer}, and hands what the peer still says to a sink: its last acknowledgements. */
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
