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
 * collection, and a program that makes no garbage waits long for one while its links come and go. A transport has one, for
 * its {@link ReceiveBuffer}s. Any thread.
 */
public final class BufferPool {
    /** Holds what a socket buffer of the default size does, and fits into a core's second-level cache. */
    static final int BUFFER_BYTES = 256 * 1024;

    /** A page: holds the longest greeting, and is enough for a link on which little comes. */
    static final int SMALL_BYTES = 4096;

    /** Enough for a runtime with a few connections; more would only tie memory down. */
    private static final int MAX_KEPT = 4;

    /** A megabyte. Strangers come and go by the hundred. */
    private static final int MAX_SMALL_KEPT = 256;

    // The last one given back is the first one taken: it is the one still in the cache
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(MAX_KEPT);
    private final ArrayDeque<ByteBuffer> freeSmall = new ArrayDeque<>();

    /** With nothing in it yet. */
    public BufferPool() {}

    /** A buffer of {@link #BUFFER_BYTES}, the caller's until it gives it back. */
    ByteBuffer take() {
        return take(free, BUFFER_BYTES);
    }

    /** A buffer of {@link #SMALL_BYTES}, the caller's until it gives it back. */
    ByteBuffer takeSmall() {
        return take(freeSmall, SMALL_BYTES);
    }

    private static ByteBuffer take(ArrayDeque<ByteBuffer> from, int bytes) {
        ByteBuffer kept;
        synchronized (from) {
            kept = from.poll();
        }
        return kept != null ? kept : allocate(bytes);
    }

    /** Takes a buffer back that nobody looks at any more; one that has grown is left to the collector. */
    void giveBack(ByteBuffer buffer) {
        if (buffer.capacity() == BUFFER_BYTES) {
            giveBack(buffer, free, MAX_KEPT);
        } else if (buffer.capacity() == SMALL_BYTES) {
            giveBack(buffer, freeSmall, MAX_SMALL_KEPT);
        }
    }

    private static void giveBack(ByteBuffer buffer, ArrayDeque<ByteBuffer> to, int most) {
        synchronized (to) {
            if (to.size() < most) {
                to.push(buffer);
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
