// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.ResourceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** Direct buffers of closed links for the next ones of the same transport, as direct memory comes back late. Any thread. */
final class PlainBuffers {
    /** Several records, and no more than a part of a core's second-level cache. */
    static final int BUFFER_BYTES = 128 * 1024;

    private static final int MAX_KEPT = 4;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(MAX_KEPT);

    ByteBuffer take() {
        ByteBuffer kept;
        synchronized (free) {
            kept = free.poll();
        }
        return kept != null ? kept : allocate(BUFFER_BYTES);
    }

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
