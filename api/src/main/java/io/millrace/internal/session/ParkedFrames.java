// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

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

    ParkedFrames(int capacity) {
        this.capacity = capacity;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Copies a frame behind the others. */
    void add(ByteBuffer source, int offset, int alignedLength) {
        if (frames.capacity() == 0) {
            frames = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (alignedLength > frames.capacity() - tail) {
            frames.put(0, frames, head, tail - head);
            tail -= head;
            head = 0;
        }
        frames.put(tail, source, offset, alignedLength);
        tail += alignedLength;
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
