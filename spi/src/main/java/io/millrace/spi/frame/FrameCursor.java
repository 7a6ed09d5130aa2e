// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.MAX_FRAME;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the frames that lie back to back in a region of a buffer as they came off the wire. Used by the one thread that
 * reads a link; keeps the buffer until the next {@link #wrap}, never changes its position or limit, allocates nothing
 * but an exception, and needs no closing.
 *
 * <p>It believes nothing but the lengths, and those only within bounds: version, kind and flags are {@link
 * HeaderRules}' affair, after the checksum. On the wire a PAD takes 32 bytes like any frame of that length, whatever
 * it spans.
 */
public final class FrameCursor {

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    private ByteBuffer buffer = EMPTY;
    private int maxFrame;
    private int limit;
    private int nextOffset;
    private int offset;
    private int frameLength;

    /** A cursor that accepts frames of up to {@code maxFrame} bytes, header included. */
    public FrameCursor(int maxFrame) {
        maxFrame(maxFrame);
    }

    /** Changes the longest acceptable frame: 4 KiB before WELCOME, what was agreed afterwards. */
    public void maxFrame(int maxFrame) {
        ControlFrame.requireRange("maxFrame", maxFrame, HEADER_LENGTH, MAX_FRAME);
        this.maxFrame = maxFrame;
    }

    /** Starts at a region whose first byte is the first of a frame; the buffer must be little-endian. */
    public void wrap(ByteBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.limit = offset + length;
        this.nextOffset = offset;
        this.offset = offset;
        this.frameLength = 0;
    }

    /**
     * Steps to the next frame that lies wholly, with its padding, in the region.
     *
     * @return false if what is left is less than a frame
     * @throws ProtocolException BAD_FRAME_LENGTH, as soon as the four bytes of a length that cannot be are there
     */
    public boolean next() {
        int available = limit - nextOffset;
        if (available < Integer.BYTES) {
            return false;
        }
        int length = FrameFlyweight.frameLength(buffer, nextOffset);
        if (length < HEADER_LENGTH || length > maxFrame) {
            throw badLength(length);
        }
        int aligned = FrameDescriptor.align(length);
        if (aligned > available) {
            return false;
        }
        offset = nextOffset;
        frameLength = length;
        nextOffset += aligned;
        return true;
    }

    /** Where in the buffer the current frame starts. */
    public int offset() {
        return offset;
    }

    /** The current frame's header and payload in bytes. */
    public int frameLength() {
        return frameLength;
    }

    /** Where in the buffer what was not yet stepped over begins: an incomplete frame, or the end of the region. */
    public int remainingOffset() {
        return nextOffset;
    }

    /** How many bytes of the region were not yet stepped over. */
    public int remainingLength() {
        return limit - nextOffset;
    }

    private ProtocolException badLength(int length) {
        return HeaderRules.broken(
                ErrorCode.BAD_FRAME_LENGTH, "frame has length " + length + ", must be 32 to " + maxFrame);
    }
}
