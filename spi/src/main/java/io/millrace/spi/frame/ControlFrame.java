// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.ALIGNMENT;
import static io.millrace.spi.frame.FrameDescriptor.FLAG_CHECKSUM;
import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.MAX_STREAM_ID;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * What all control frames share: how one is begun and finished, and what is checked before its fields are read. Bounds
 * that a caller of ours breaks are an {@link IllegalArgumentException}, bounds that a peer breaks a {@link
 * ProtocolException}.
 */
final class ControlFrame {

    static final String HINT =
            "the peer does not keep to the wire protocol, version 1: compare the versions of both ends";

    /** In place of a kind: no frame of a peer. */
    static final int OURS = -1;

    private ControlFrame() {}

    /** Writes the header and zeros the body. */
    static void begin(
            ByteBuffer b,
            int offset,
            int kind,
            int frameLength,
            int status,
            int streamId,
            long position,
            long correlationId) {
        b.putLong(offset, (FrameDescriptor.word(kind, FLAG_CHECKSUM) | (long) status << 24) << 32 | frameLength);
        b.putLong(offset + FrameDescriptor.STREAM_ID_OFFSET, streamId);
        b.putLong(offset + FrameDescriptor.POSITION_OFFSET, position);
        b.putLong(offset + FrameDescriptor.CORRELATION_ID_OFFSET, correlationId);
        zero(b, offset + HEADER_LENGTH, offset + frameLength);
    }

    /** Zeros the padding, writes the checksum, and returns the aligned length. */
    static int finish(ByteBuffer b, int offset, FrameChecksum checksum) {
        int frameLength = FrameFlyweight.frameLength(b, offset);
        int aligned = FrameDescriptor.align(frameLength);
        zero(b, offset + frameLength, offset + aligned);
        checksum.seal(b, offset);
        return aligned;
    }

    private static void zero(ByteBuffer b, int from, int to) {
        for (int i = from; i < to; i++) {
            b.put(i, (byte) 0);
        }
    }

    /** Checks that a whole frame of this kind and of at least so many bytes lies at {@code offset}; returns its length. */
    static int check(ByteBuffer b, int offset, int kind, int minLength) {
        int available = b.limit() - offset;
        if (available < HEADER_LENGTH) {
            throw HeaderRules.broken(
                    ErrorCode.BAD_FRAME_LENGTH, "frame has " + available + " bytes, a header alone takes 32");
        }
        int frameLength = FrameFlyweight.frameLength(b, offset);
        if (frameLength < HEADER_LENGTH || frameLength > available) {
            throw HeaderRules.broken(
                    ErrorCode.BAD_FRAME_LENGTH,
                    "frame has length " + frameLength + ", must be 32 to the " + available + " bytes at hand");
        }
        HeaderRules.check(b, offset);
        int found = FrameFlyweight.kind(b, offset);
        if (found != kind) {
            throw HeaderRules.broken(
                    ErrorCode.UNEXPECTED_FRAME,
                    FrameDescriptor.kindName(found) + " where " + FrameDescriptor.kindName(kind) + " was expected");
        }
        if (frameLength < minLength) {
            throw bad(kind, "frameLength", frameLength, "at least " + minLength);
        }
        return frameLength;
    }

    /** Checks that a frame of this kind and of exactly so many bytes lies at {@code offset}. */
    static void checkExact(ByteBuffer b, int offset, int kind, int frameLength) {
        int found = check(b, offset, kind, frameLength);
        if (found != frameLength) {
            throw bad(kind, "frameLength", found, "exactly " + frameLength);
        }
    }

    static void checkField(boolean holds, int kind, String field, long value, String bound) {
        if (!holds) {
            throw bad(kind, field, value, bound);
        }
    }

    /**
     * A bound of a value that goes into a frame or was found in one.
     *
     * @param peersKind of the frame that it was found in; {@link #OURS} if a caller gave it
     */
    static void checkRange(int peersKind, String field, long value, long min, long max) {
        if (value >= min && value <= max) {
            return;
        }
        if (peersKind == OURS) {
            require(false, field, value, min + " to " + max);
        }
        throw bad(peersKind, field, value, min + " to " + max);
    }

    /** The same for the position of a frame. */
    static void checkFramePosition(int peersKind, String field, long value) {
        if (peersKind == OURS) {
            requirePosition(field, value);
        } else {
            checkPosition(value, peersKind, field);
        }
    }

    static void checkNoStatus(ByteBuffer b, int offset, int kind) {
        checkField(FrameFlyweight.status(b, offset) == 0, kind, "status", FrameFlyweight.status(b, offset), "0");
    }

    static void checkNoStream(ByteBuffer b, int offset, int kind) {
        checkField(FrameFlyweight.streamId(b, offset) == 0, kind, "streamId", FrameFlyweight.streamId(b, offset), "0");
    }

    static void checkStream(ByteBuffer b, int offset, int kind) {
        checkField(FrameFlyweight.streamId(b, offset) != 0, kind, "streamId", 0, "1 to 65535");
    }

    static void checkNoPosition(ByteBuffer b, int offset, int kind) {
        checkField(FrameFlyweight.position(b, offset) == 0, kind, "position", FrameFlyweight.position(b, offset), "0");
    }

    static void checkNoCorrelation(ByteBuffer b, int offset, int kind) {
        long value = FrameFlyweight.correlationId(b, offset);
        checkField(value == 0, kind, "correlationId", value, "0");
    }

    static void checkPosition(long value, int kind, String field) {
        checkField(isPosition(value), kind, field, value, "a multiple of 32 and not negative");
    }

    /** True for what can be the position of a frame. */
    static boolean isPosition(long value) {
        return value >= 0 && value % ALIGNMENT == 0;
    }

    static ProtocolException bad(int kind, String field, long value, String bound) {
        return bad(kind, field + " is " + value + ", must be " + bound);
    }

    static ProtocolException bad(int kind, String message) {
        return HeaderRules.broken(ErrorCode.BAD_CONTROL_FRAME, FrameDescriptor.kindName(kind) + ": " + message);
    }

    /** A bound that the caller, not the peer, has broken. */
    static void require(boolean holds, String field, long value, String bound) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is " + value + ", must be " + bound);
        }
    }

    static void requireRange(String field, long value, long min, long max) {
        // Not by require: that would build the text of the bound each time.
        if (value < min || value > max) {
            require(false, field, value, min + " to " + max);
        }
    }

    static void requireStream(int streamId) {
        requireRange("streamId", streamId, 1, MAX_STREAM_ID);
    }

    static void requirePosition(String field, long value) {
        require(isPosition(value), field, value, "a multiple of 32 and not negative");
    }
}
