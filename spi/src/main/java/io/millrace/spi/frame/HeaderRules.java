// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.ALIGNMENT;
import static io.millrace.spi.frame.FrameDescriptor.FLAGS_KNOWN;
import static io.millrace.spi.frame.FrameDescriptor.FLAG_CHECKSUM;
import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_PAD;
import static io.millrace.spi.frame.FrameDescriptor.KIND_RESPONSE;
import static io.millrace.spi.frame.FrameDescriptor.KIND_SKIPPABLE;
import static io.millrace.spi.frame.FrameDescriptor.VERSION;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * What the header of a received frame must satisfy before anything is done with it. The session calls it on every frame
 * that is not a plain DATA frame, after the cursor has checked the length and after the checksum, if there is one, was
 * verified. Stateless, for any thread; allocates only to fail.
 */
public final class HeaderRules {

    private HeaderRules() {}

    /**
     * Checks version, kind, flags, status, stream id and, on a PAD, length and span.
     *
     * @throws ProtocolException BAD_VERSION, BAD_KIND, BAD_FLAGS, BAD_FRAME_LENGTH, UNEXPECTED_FRAME or
     *     BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        int version = FrameFlyweight.version(b, offset);
        if (version != VERSION) {
            throw broken(ErrorCode.BAD_VERSION, "frame has version " + version + ", known is " + VERSION);
        }
        int kind = FrameFlyweight.kind(b, offset);
        if (kind < KIND_SKIPPABLE && !FrameDescriptor.isKnownKind(kind)) {
            throw broken(ErrorCode.BAD_KIND, "frame has kind " + kind + ", which version 1 does not define");
        }
        int flags = FrameFlyweight.flags(b, offset);
        if ((flags & ~FLAGS_KNOWN) != 0) {
            throw badFlags(kind, flags, "known are 0x" + Integer.toHexString(FLAGS_KNOWN));
        }
        if (FrameDescriptor.isStreamKind(kind)) {
            checkStreamFrame(b, offset, kind, flags);
        } else if (kind < KIND_SKIPPABLE) {
            checkControlFrame(b, offset, kind, flags);
        }
    }

    private static void checkStreamFrame(ByteBuffer b, int offset, int kind, int flags) {
        int status = FrameFlyweight.status(b, offset);
        if (status != 0 && kind != KIND_RESPONSE) {
            throw broken(ErrorCode.BAD_FLAGS, FrameDescriptor.kindName(kind) + " has status " + status + ", must be 0");
        }
        if (FrameFlyweight.streamId(b, offset) == 0) {
            throw broken(
                    ErrorCode.UNEXPECTED_FRAME,
                    FrameDescriptor.kindName(kind) + " has stream id 0, which no stream has");
        }
        if (kind == KIND_PAD) {
            checkPad(b, offset, flags);
        }
    }

    private static void checkPad(ByteBuffer b, int offset, int flags) {
        if ((flags & ~FLAG_CHECKSUM) != 0) {
            throw badFlags(KIND_PAD, flags, "it may have only CHECKSUM, 0x8");
        }
        int frameLength = FrameFlyweight.frameLength(b, offset);
        long span = FrameFlyweight.padSpan(b, offset);
        if (frameLength != HEADER_LENGTH || span < ALIGNMENT || span > Integer.MAX_VALUE || span % ALIGNMENT != 0) {
            throw broken(
                    ErrorCode.BAD_FRAME_LENGTH,
                    "PAD has length " + frameLength + " and span " + span
                            + ", must be 32 and a positive multiple of 32");
        }
    }

    private static void checkControlFrame(ByteBuffer b, int offset, int kind, int flags) {
        if (flags != FLAG_CHECKSUM) {
            throw badFlags(kind, flags, "a control frame has CHECKSUM, 0x8, and nothing else");
        }
        int typeId = FrameFlyweight.typeId(b, offset);
        if (typeId != 0) {
            throw ControlFrame.bad(kind, "typeId", typeId, "0");
        }
    }

    private static ProtocolException badFlags(int kind, int flags, String bound) {
        return broken(
                ErrorCode.BAD_FLAGS,
                FrameDescriptor.kindName(kind) + " has flags 0x" + Integer.toHexString(flags) + ", " + bound);
    }

    static ProtocolException broken(ErrorCode code, String message) {
        return new ProtocolException(code, message, ControlFrame.HINT);
    }
}
