// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Bytes that are kept for a while, in order. Used by the proxy's thread only. */
final class DelayLine {
    /** As much as a socket's buffers would hold: more would be a memory, not a wire. */
    private static final int MOST_BYTES = 4 << 20;

    private record Chunk(ByteBuffer bytes, long dueNs) {}

    private final Queue<Chunk> chunks = new ArrayDeque<>();
    private long bytes;
    private long lastDueNs = Long.MIN_VALUE;

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    boolean hasRoom() {
        return bytes < MOST_BYTES;
    }

    /** Copies the bytes; nothing overtakes what is there already. */
    void add(ByteBuffer source, long dueNs) {
        if (!source.hasRemaining()) {
            return;
        }
        lastDueNs = chunks.isEmpty() ? dueNs : Math.max(dueNs, lastDueNs);
        ByteBuffer copy =
                ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
        bytes += copy.remaining();
        chunks.add(new Chunk(copy, lastDueNs));
    }

    /** When the next bytes are due; call it only if there are any. */
    long dueNs() {
        Chunk chunk = chunks.element();
        return chunk.dueNs();
    }

    /** The next bytes, or null if none are due. */
    @Nullable ByteBuffer poll(long nowNs) {
        Chunk chunk = chunks.peek();
        if (chunk == null || chunk.dueNs() - nowNs > 0) {
            return null;
        }
        chunks.remove();
        bytes -= chunk.bytes().remaining();
        return chunk.bytes();
    }
}
