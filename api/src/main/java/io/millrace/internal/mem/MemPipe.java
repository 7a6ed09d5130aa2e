// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.mem;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One direction of a link: a ring of bytes with one writer and one reader at a time. The indices only grow; each is
 * stored by its owner after the bytes that it speaks of.
 */
final class MemPipe {

    private static final int CAPACITY = 256 * 1024;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private volatile long written;
    private volatile long read;
    private volatile boolean ended;
    private volatile boolean broken;

    /** Copies in what fits. */
    int write(ByteBuffer source) {
        long at = written;
        int count = Math.min(source.remaining(), CAPACITY - (int) (at - read));
        int offset = (int) at & CAPACITY - 1;
        int first = Math.min(count, CAPACITY - offset);
        bytes.put(offset, source, source.position(), first);
        bytes.put(0, source, source.position() + first, count - first);
        source.position(source.position() + count);
        written = at + count;
        return count;
    }

    /** Copies out what is there, to the target's position. */
    int read(ByteBuffer target) {
        long at = read;
        int count = Math.min(target.remaining(), (int) (written - at));
        int offset = (int) at & CAPACITY - 1;
        int first = Math.min(count, CAPACITY - offset);
        target.put(target.position(), bytes, offset, first);
        target.put(target.position() + first, bytes, 0, count - first);
        target.position(target.position() + count);
        read = at + count;
        return count;
    }

    boolean isEmpty() {
        return written == read;
    }

    boolean hasRoom() {
        return written - read < CAPACITY;
    }

    /** Nothing more will be written. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    /** The reader is gone. */
    void shatter() {
        broken = true;
    }

    boolean isBroken() {
        return broken;
    }
}
