// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that were received but cannot be handed up yet, in order. Its room is what the credit reserves: the peer never
 * has more than a window of unprocessed bytes under way. Allocated when first needed. I/O agent's thread.
 */
final class ParkedFrames {

    private final int capacity;
    private ByteBuffer frames = ByteBuffer.allocate(0);
    private int head;
    private int tail;
    private boolean lent;

    ParkedFrames(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Copies a frame behind the others. */
    void add(ByteBuffer source, int offset, int alignedLength) {
        if (alignedLength > frames.capacity() - tail) {
            moveTo(0, alignedLength);
        }
        frames.put(tail, source, offset, alignedLength);
        tail += alignedLength;
    }

    /** Copies a frame before the others: one whose handler let them come and then refused it. */
    void addFirst(ByteBuffer source, int offset, int alignedLength) {
        if (alignedLength > head) {
            moveTo(alignedLength, 0);
        }
        head -= alignedLength;
        frames.put(head, source, offset, alignedLength);
    }

    /** Moves what is kept, so that there is room for a frame before it or behind it. */
    private void moveTo(int newHead, int roomBehind) {
        int length = tail - head;
        int needed = newHead + length + roomBehind;
        ByteBuffer target = frames;
        if (needed > target.capacity() || lent) {
            // A handler that sees the oldest frame in place goes on seeing it in the old buffer.
            target = allocate(Math.max(capacity, needed));
            lent = false;
        }
        target.put(newHead, frames, head, length);
        frames = target;
        head = newHead;
        tail = newHead + length;
    }

    private static ByteBuffer allocate(int bytes) {
        try {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            throw new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory of " + bytes + " bytes to keep messages that their handler wants again",
                    "raise -XX:MaxDirectMemorySize, or lower window",
                    e);
        }
    }

    /** A handler sees the oldest frame, or has returned: its bytes must not move meanwhile. */
    void lend(boolean isLent) {
        lent = isLent;
    }

    /** The buffer that {@link #headOffset} points into. */
    ByteBuffer buffer() {
        return frames;
    }

    /** Offset of the oldest frame. */
    int headOffset() {
        return head;
    }

    /** The oldest frame is done with. */
    void removeHead(int alignedLength) {
        head += alignedLength;
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    void clear() {
        head = 0;
        tail = 0;
    }
}
