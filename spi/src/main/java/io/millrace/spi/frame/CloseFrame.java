// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_CLOSE;

import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A CLOSE: the stream ends at a position; it is complete when that was processed. Stateless, for any thread that owns
 * the bytes; allocates nothing. Call {@link #check} before the getters.
 */
public final class CloseFrame {

    /** Header and body in bytes. */
    public static final int LENGTH = HEADER_LENGTH + 8;

    private static final int EPOCH = HEADER_LENGTH;

    private CloseFrame() {}

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public static int encode(
            ByteBuffer b,
            int offset,
            FrameChecksum checksum,
            int streamId,
            int status,
            long epoch,
            long finalPosition) {
        ControlFrame.requireStream(streamId);
        ControlFrame.requireRange("status", status, 0, 0xFF);
        ControlFrame.requirePosition("finalPosition", finalPosition);
        ControlFrame.begin(b, offset, KIND_CLOSE, LENGTH, status, streamId, finalPosition, 0);
        b.putLong(offset + EPOCH, epoch);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks the frame.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_CLOSE, LENGTH);
        ControlFrame.checkStream(b, offset, KIND_CLOSE);
        ControlFrame.checkNoCorrelation(b, offset, KIND_CLOSE);
        ControlFrame.checkPosition(finalPosition(b, offset), KIND_CLOSE, "final position");
    }

    public static int streamId(ByteBuffer b, int offset) {
        return FrameFlyweight.streamId(b, offset);
    }

    /** 0 for an ordinary end; no other value is defined yet. */
    public static int status(ByteBuffer b, int offset) {
        return FrameFlyweight.status(b, offset);
    }

    public static long epoch(ByteBuffer b, int offset) {
        return b.getLong(offset + EPOCH);
    }

    /** The position behind the stream's last frame. */
    public static long finalPosition(ByteBuffer b, int offset) {
        return FrameFlyweight.position(b, offset);
    }
}
