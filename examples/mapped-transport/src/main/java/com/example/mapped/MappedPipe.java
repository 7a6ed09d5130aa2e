// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import java.nio.ByteBuffer;

/**
 * One direction of a connection: a ring of bytes in shared memory with one writer and one reader. The two indices only grow,
 * on a cache line each; each is stored by its owner after the bytes that it speaks of. The other process is not trusted with
 * them: what cannot be is an error, not an access out of bounds.
 */
final class MappedPipe {
    /** Before the bytes. */
    static final int INDEX_BYTES = 256;

    private static final int WRITTEN = 0;
    private static final int ENDED = 8;
    private static final int READ = 128;
    private static final int BROKEN = 136;

    private final ByteBuffer memory;
    private final int capacity;

    MappedPipe(ByteBuffer memory) {
        this.memory = memory;
        this.capacity = memory.capacity() - INDEX_BYTES;
    }

    /** Copies in what fits. */
    int write(ByteBuffer source) {
        long at = Mapped.get(memory, WRITTEN);
        int count = Math.min(source.remaining(), capacity - used());
        int offset = (int) (at % capacity);
        int first = Math.min(count, capacity - offset);
        memory.put(INDEX_BYTES + offset, source, source.position(), first);
        memory.put(INDEX_BYTES, source, source.position() + first, count - first);
        source.position(source.position() + count);
        Mapped.put(memory, WRITTEN, at + count);
        return count;
    }

    /** Copies out what is there, to the target's position. */
    int read(ByteBuffer target) {
        long at = Mapped.get(memory, READ);
        int count = Math.min(target.remaining(), used());
        int offset = (int) (at % capacity);
        int first = Math.min(count, capacity - offset);
        target.put(target.position(), memory, INDEX_BYTES + offset, first);
        target.put(target.position() + first, memory, INDEX_BYTES, count - first);
        target.position(target.position() + count);
        Mapped.put(memory, READ, at + count);
        return count;
    }

    private int used() {
        long read = Mapped.get(memory, READ);
        long used = Mapped.get(memory, WRITTEN) - read;
        if (used < 0 || used > capacity || read < 0) {
            throw new LinkException(
                    ErrorCode.LINK_IO,
                    "the indices of a pipe of " + capacity + " bytes are " + used + " apart",
                    "another process has written to the file; it is dialled again");
        }
        return (int) used;
    }

    boolean isEmpty() {
        return used() == 0;
    }

    boolean hasRoom() {
        return used() < capacity;
    }

    /** Nothing more will be written. */
    void end() {
        Mapped.put(memory, ENDED, 1);
    }

    boolean isEnded() {
        return Mapped.get(memory, ENDED) != 0;
    }

    /** The reader is gone. */
    void shatter() {
        Mapped.put(memory, BROKEN, 1);
    }

    boolean isBroken() {
        return Mapped.get(memory, BROKEN) != 0;
    }
}
