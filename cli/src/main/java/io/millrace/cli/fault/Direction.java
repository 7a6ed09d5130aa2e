// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of one direction of one link through one buffer. Used by the proxy's thread only. */
final class Direction {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long NO_CUT = Long.MAX_VALUE;

    /** Whether a turn has left the direction open. */
    enum Turn {
        GOES_ON,
        /** The source has said that it sends no more, and all it sent is forwarded. */
        ENDED,
        /** The place of the cut is reached: everything before it is with the receiver's kernel. */
        AT_CUT
    }

    private final SocketChannel source;
    private final SocketChannel target;
    private final @Nullable FrameTracker tracker;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private boolean sourceEnded;
    private boolean ended;
    private long bytesUntilCut = NO_CUT;

    Direction(SocketChannel source, SocketChannel target, @Nullable FrameTracker tracker) {
        this.source = source;
        this.target = target;
        this.tracker = tracker;
    }

    /** Waits for the target to take what is in the buffer. */
    boolean wantsWrite() {
        return buffer.hasRemaining();
    }

    /** Waits for the source to send. */
    boolean wantsRead() {
        return !buffer.hasRemaining() && !sourceEnded;
    }

    Turn turn() throws IOException {
        if (ended) {
            return Turn.ENDED;
        }
        if (wantsRead()) {
            fill();
        }
        if (buffer.hasRemaining()) {
            int wrote = target.write(buffer);
            if (bytesUntilCut != NO_CUT) {
                bytesUntilCut -= wrote;
            }
        }
        if (bytesUntilCut == 0) {
            return Turn.AT_CUT;
        }
        if (sourceEnded && !buffer.hasRemaining()) {
            target.shutdownOutput();
            ended = true;
        }
        return ended ? Turn.ENDED : Turn.GOES_ON;
    }

    private void fill() throws IOException {
        buffer.clear();
        int read = source.read(buffer);
        buffer.flip();
        sourceEnded = read < 0;
        if (bytesUntilCut == NO_CUT && tracker != null && read > 0) {
            int cutAt = tracker.scan(buffer);
            if (cutAt != FrameTracker.NO_CUT) {
                bytesUntilCut = (long) cutAt - buffer.position();
            }
        }
        if (bytesUntilCut < buffer.remaining()) {
            buffer.limit(buffer.position() + (int) bytesUntilCut);
        }
    }
}
