// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameDescriptor;

/** Walks the fragments of a message through its claim, as {@link FragmentLayout} has them. Reused by its one thread. */
public final class FragmentCursor {

    private final int maxFrame;
    private int capacity;
    private int messageLength;
    private long position;
    private int offset;
    private int from;
    private int length;
    private int flags;
    private boolean behindLast;

    /** For messages in frames of up to {@code maxFrame} bytes. */
    public FragmentCursor(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** Stands before the first fragment of a message that begins at a position. */
    public void begin(FrameRing ring, long messagePosition, int payloadLength) {
        capacity = ring.capacity();
        messageLength = payloadLength;
        position = messagePosition;
        offset = ring.offset(messagePosition);
        from = 0;
        length = -1;
        flags = 0;
        behindLast = false;
    }

    /** Moves to the next fragment; false if there is none. */
    public boolean next() {
        if ((flags & FrameDescriptor.FLAG_END) != 0) {
            behindLast = true;
            return false;
        }
        flags = length < 0 ? FrameDescriptor.FLAG_BEGIN : 0;
        if (length >= 0) {
            // Every fragment but the last fills its slots.
            int frame = FrameDescriptor.HEADER_LENGTH + length;
            from += length;
            position += frame;
            offset = offset + frame == capacity ? 0 : offset + frame;
        }
        int room = Math.min(maxFrame, capacity - offset) - FrameDescriptor.HEADER_LENGTH;
        length = Math.min(room, messageLength - from);
        if (from + length == messageLength) {
            flags |= FrameDescriptor.FLAG_END;
        }
        return true;
    }

    /** Position of the fragment's frame. */
    public long position() {
        return position;
    }

    /** Where the fragment's frame begins in the buffer. */
    public int offset() {
        return offset;
    }

    /** Where the fragment's payload begins in the message. */
    public int payloadFrom() {
        return from;
    }

    /** Payload bytes of the fragment; 0 if only a header fits before the buffer's end. */
    public int payloadLength() {
        return length;
    }

    /** BEGIN, END, both or none. */
    public int flags() {
        return flags;
    }

    /** True once {@link #next} has been asked for more than there is. */
    public boolean isBehindLast() {
        return behindLast;
    }
}
