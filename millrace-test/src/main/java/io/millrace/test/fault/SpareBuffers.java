// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Buffers of links that have ended, for the next ones: direct memory comes back with a garbage collection only, a proxy makes
 * little garbage, and its links come and go. Used by the proxy's thread only.
 */
final class SpareBuffers {
    static final int BUFFER_BYTES = 256 * 1024;

    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();

    /** An empty buffer: nothing is left to be read. */
    ByteBuffer take() {
        ByteBuffer kept = spare.poll();
        return (kept == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : kept.clear()).limit(0);
    }

    /** Takes it back; nobody looks at it any more. There are never more than were in use at a time. */
    void giveBack(ByteBuffer buffer) {
        spare.push(buffer);
    }
}
