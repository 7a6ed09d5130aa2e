// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_GAP;

import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A GAP: a range of a stream that the publisher no longer holds and that will not come. Stateless, for any thread that
 * owns the bytes; allocates nothing. Call {@link #check} before the getters.
 */
public final class GapFrame {

    /** Header and body in bytes. */
    public static final int LENGTH = HEADER_LENGTH + 24;

    /** Skipped by policy: the subscriber was too slow. */
    public static final int SKIPPED = 1;

    /** The ring that held it is gone. */
    public static final int RING_LOST = 2;

    /** Held for as long as was promised. */
    public static final int EXPIRED = 3;

    /** The stream starts anew; how much of the old one is lost is unknown. */
    public static final int NEW_EPOCH = 4;

    /** {@link #to} if the end is unknown. */
    public static final long UNKNOWN_END = -1;

    private static final int EPOCH = HEADER_LENGTH;
    private static final int TO = HEADER_LENGTH + 8;
    private static final int REASON = HEADER_LENGTH + 16;

    private GapFrame() {}

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public static int encode(
            ByteBuffer b,
            int offset,
            FrameChecksum checksum,
            int streamId,
            long epoch,
            long from,
            long to,
            int reason) {
        ControlFrame.requireStream(streamId);
        ControlFrame.requireRange("reason", reason, SKIPPED, NEW_EPOCH);
        ControlFrame.requirePosition("from", from);
        ControlFrame.require(
                to == UNKNOWN_END || (ControlFrame.isPosition(to) && to >= from),
                "to",
                to,
                "-1, or a multiple of 32 not below from");
        ControlFrame.begin(b, offset, KIND_GAP, LENGTH, 0, streamId, from, 0);
        b.putLong(offset + EPOCH, epoch);
        b.putLong(offset + TO, to);
        b.putLong(offset + REASON, reason);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks the frame.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_GAP, LENGTH);
        ControlFrame.checkNoStatus(b, offset, KIND_GAP);
        ControlFrame.checkStream(b, offset, KIND_GAP);
        ControlFrame.checkNoCorrelation(b, offset, KIND_GAP);
        long from = from(b, offset);
        long to = to(b, offset);
        ControlFrame.checkPosition(from, KIND_GAP, "from");
        if (to != UNKNOWN_END && (!ControlFrame.isPosition(to) || to < from)) {
            throw ControlFrame.bad(KIND_GAP, "to", to, "-1, or a multiple of 32 from " + from + " on");
        }
        long reason = b.getLong(offset + REASON);
        ControlFrame.checkField(
                reason >= SKIPPED && reason <= NEW_EPOCH, KIND_GAP, "reason", reason, "1 to 4, and zeros behind it");
    }

    public static int streamId(ByteBuffer b, int offset) {
        return FrameFlyweight.streamId(b, offset);
    }

    public static long epoch(ByteBuffer b, int offset) {
        return b.getLong(offset + EPOCH);
    }

    /** The first position that will not come; the one that the receiver expects. */
    public static long from(ByteBuffer b, int offset) {
        return FrameFlyweight.position(b, offset);
    }

    /** The first position that comes again, or {@link #UNKNOWN_END}. */
    public static long to(ByteBuffer b, int offset) {
        return b.getLong(offset + TO);
    }

    /** One of the reasons above. */
    public static int reason(ByteBuffer b, int offset) {
        return b.getShort(offset + REASON) & 0xFFFF;
    }

    /** The name of a reason for messages. */
    public static String reasonName(int reason) {
        return switch (reason) {
            case SKIPPED -> "SKIPPED";
            case RING_LOST -> "RING_LOST";
            case EXPIRED -> "EXPIRED";
            case NEW_EPOCH -> "NEW_EPOCH";
            default -> "reason " + reason;
        };
    }
}
