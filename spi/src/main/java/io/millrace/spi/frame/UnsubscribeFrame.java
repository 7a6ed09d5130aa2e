// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_UNSUBSCRIBE;

import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * An UNSUBSCRIBE: a subscriber does not, or no longer, want a stream. Stateless, for any thread that owns the bytes;
 * allocates nothing. Call {@link #check} before the getters.
 */
public final class UnsubscribeFrame {

    /** Header and body in bytes. */
    public static final int LENGTH = HEADER_LENGTH + 8;

    /** Nobody subscribes to it here yet. */
    public static final int NONE_YET = 1;

    /** The subscriber does not want it. */
    public static final int REFUSED = 2;

    /** The subscriber has left. */
    public static final int LEFT = 3;

    /** The stream was processed to its end. */
    public static final int ENDED = 4;

    /** Fewer than four frames of its size fit into the window that could be granted. */
    public static final int FRAME_TOO_LARGE = 5;

    /** Its largest message is larger than what could be assembled. */
    public static final int MESSAGE_TOO_LARGE = 6;

    /** The subscriber accepts only streams with checksums. */
    public static final int CHECKSUM_REQUIRED = 7;

    /** The publisher may not publish it here; said only to peers with {@link Handshake#CAN_BE_DENIED}. */
    public static final int DENIED = 8;

    private static final int EPOCH = HEADER_LENGTH;

    private UnsubscribeFrame() {}

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public static int encode(ByteBuffer b, int offset, FrameChecksum checksum, int streamId, int status, long epoch) {
        ControlFrame.requireStream(streamId);
        ControlFrame.requireRange("status", status, NONE_YET, DENIED);
        ControlFrame.begin(b, offset, KIND_UNSUBSCRIBE, LENGTH, status, streamId, 0, 0);
        b.putLong(offset + EPOCH, epoch);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks the frame. Statuses above those named here are let through: a newer peer may have another reason to say no.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_UNSUBSCRIBE, LENGTH);
        ControlFrame.checkStream(b, offset, KIND_UNSUBSCRIBE);
        ControlFrame.checkNoPosition(b, offset, KIND_UNSUBSCRIBE);
        ControlFrame.checkNoCorrelation(b, offset, KIND_UNSUBSCRIBE);
        int status = status(b, offset);
        ControlFrame.checkField(status >= NONE_YET, KIND_UNSUBSCRIBE, "status", status, "1 to 255");
    }

    public static int streamId(ByteBuffer b, int offset) {
        return FrameFlyweight.streamId(b, offset);
    }

    /** One of the statuses above. */
    public static int status(ByteBuffer b, int offset) {
        return FrameFlyweight.status(b, offset);
    }

    /** The epoch of the OPEN that this answers. */
    public static long epoch(ByteBuffer b, int offset) {
        return b.getLong(offset + EPOCH);
    }

    /** The name of a status for messages. */
    public static String statusName(int status) {
        return switch (status) {
            case NONE_YET -> "NONE_YET";
            case REFUSED -> "REFUSED";
            case LEFT -> "LEFT";
            case ENDED -> "ENDED";
            case FRAME_TOO_LARGE -> "FRAME_TOO_LARGE";
            case MESSAGE_TOO_LARGE -> "MESSAGE_TOO_LARGE";
            case CHECKSUM_REQUIRED -> "CHECKSUM_REQUIRED";
            case DENIED -> "DENIED";
            default -> "status " + status;
        };
    }
}
