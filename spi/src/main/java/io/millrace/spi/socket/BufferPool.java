// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Receive buffers of closed links, for the next links of the same transport. Direct memory comes back only with a garbage
 * collection, and a program that makes no garbage waits long for one while its links come and go. Any thread.
 */
final class BufferPool {
    /** Holds what a socket buffer of the default size does, and fits into a core's second-level cache. */
    static final int BUFFER_BYTES = 256 * 1024;

    /** Enough for a runtime with a few connections; more would only tie memory down. */
    private static final int MAX_KEPT = 4;

    // The last one given back is the first one taken: it is the one still in the cache
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(MAX_KEPT);

    /** A buffer of {@link #BUFFER_BYTES}, the caller's until it gives it back. */
    ByteBuffer take() {
        ByteBuffer kept;
        synchronized (free) {
            kept = free.poll();
        }
        return kept != null ? kept : allocate(BUFFER_BYTES);
    }

    /** Takes a buffer back that nobody looks at any more; one that has grown is left to the collector. */
    void giveBack(ByteBuffer buffer) {
        synchronized (free) {
            if (buffer.capacity() == BUFFER_BYTES && free.size() < MAX_KEPT) {
                free.push(buffer);
            }
        }
    }

    static ByteBuffer allocate(int bytes) {
        try {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            throw new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory for a receive buffer of " + bytes + " bytes",
                    "raise -XX:MaxDirectMemorySize, or open fewer connections",
                    e);
        }
    }
}
