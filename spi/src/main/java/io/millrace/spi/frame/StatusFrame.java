// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_STATUS;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A STATUS: what a subscriber has processed and received of a stream, and how far the publisher may send. Stateless, for
 * any thread that owns the bytes; the session writes and reads one several times a window, so nothing is allocated.
 * Call {@link #check} before the getters.
 */
public final class StatusFrame {

    /** Header and body in bytes. */
    public static final int LENGTH = HEADER_LENGTH + 16;

    private static final int EPOCH = HEADER_LENGTH;
    private static final int RECEIVED = HEADER_LENGTH + 8;

    private StatusFrame() {}

    /**
     * Writes the frame with its checksum and padding; returns the aligned length.
     *
     * @param epoch the epoch that the other figures are of; 0 if the subscriber is new and knows none
     * @param processed every byte before it was processed
     * @param limit the publisher sends only below it
     * @param received where a resume continues
     */
    public static int encode(
            ByteBuffer b,
            int offset,
            FrameChecksum checksum,
            int streamId,
            long epoch,
            long processed,
            long limit,
            long received) {
        ControlFrame.requireStream(streamId);
        ControlFrame.requirePosition("received", received);
        ControlFrame.requirePosition("processed", processed);
        ControlFrame.requireRange("processed", processed, 0, received);
        ControlFrame.requireRange("limit", limit, 0, Long.MAX_VALUE);
        ControlFrame.begin(b, offset, KIND_STATUS, LENGTH, 0, streamId, processed, limit);
        b.putLong(offset + EPOCH, epoch);
        b.putLong(offset + RECEIVED, received);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks what can be known without the stream: {@code 0 <= processed <= received}, both at frame starts.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, BAD_CONTROL_FRAME or BAD_STATUS_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_STATUS, LENGTH);
        ControlFrame.checkNoStatus(b, offset, KIND_STATUS);
        ControlFrame.checkStream(b, offset, KIND_STATUS);
        long processed = processed(b, offset);
        long received = received(b, offset);
        if (!ControlFrame.isPosition(processed) || !ControlFrame.isPosition(received) || processed > received) {
            throw HeaderRules.broken(
                    ErrorCode.BAD_STATUS_FRAME,
                    "STATUS of stream " + streamId(b, offset) + " has processed " + processed + " and received "
                            + received + ", must be multiples of 32, not negative, and the first not above the second");
        }
        long limit = limit(b, offset);
        if (limit < 0) {
            throw HeaderRules.broken(
                    ErrorCode.BAD_STATUS_FRAME,
                    "STATUS of stream " + streamId(b, offset) + " has limit " + limit + ", must not be negative");
        }
    }

    public static int streamId(ByteBuffer b, int offset) {
        return FrameFlyweight.streamId(b, offset);
    }

    /** The epoch that the other figures are of; 0 if the subscriber is new and knows none. */
    public static long epoch(ByteBuffer b, int offset) {
        return b.getLong(offset + EPOCH);
    }

    /** Every byte before this position was processed. */
    public static long processed(ByteBuffer b, int offset) {
        return FrameFlyweight.position(b, offset);
    }

    /** The publisher sends only below this position. */
    public static long limit(ByteBuffer b, int offset) {
        return FrameFlyweight.correlationId(b, offset);
    }

    /** A resume continues at this position. */
    public static long received(ByteBuffer b, int offset) {
        return b.getLong(offset + RECEIVED);
    }
}
