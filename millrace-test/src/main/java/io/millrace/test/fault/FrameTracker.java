// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import static io.millrace.spi.frame.FrameDescriptor.ALIGNMENT;
import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_DATA;
import static io.millrace.spi.frame.FrameDescriptor.KIND_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.LENGTH_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.POSITION_OFFSET;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Knows at every byte of one direction of one link in which frame it is, and so finds the place for a cut that certainly
 * falls inside one. Where something else than frames passes, such as TLS, it gives up: nothing is counted, and no cut falls.
 * Used by the proxy's thread only.
 */
final class FrameTracker {
    /** No cut is due in the bytes that were looked at. */
    static final int NO_CUT = -1;

    private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final FrameCount count;
    private int bodyLeft;
    private int passed;
    private boolean lost;

    /** Starts on a fresh link, where a frame starts. */
    FrameTracker(FrameCount count) {
        this.count = count;
    }

    /**
     * Looks at the bytes from {@code position} to {@code limit}, which it leaves as they are.
     *
     * @return the index at which to cut, which may be after the limit, or {@link #NO_CUT}; after a cut this tracker is of
     *     no more use
     */
    int scan(ByteBuffer bytes) {
        int at = bytes.position();
        int end = bytes.limit();
        while (at < end && !lost) {
            int skip = Math.min(bodyLeft, end - at);
            bodyLeft -= skip;
            at += skip;
            int seenBefore = header.position();
            int take = Math.min(header.remaining(), end - at);
            header.put(seenBefore, bytes, at, take).position(seenBefore + take);
            at += take;
            if (header.hasRemaining()) {
                return NO_CUT;
            }
            int length = header.getInt(LENGTH_OFFSET);
            if (length < HEADER_LENGTH) {
                lost = true;
                return NO_CUT;
            }
            if (header.get(KIND_OFFSET) == KIND_DATA && count.isCutInNext()) {
                passed = Math.max(Math.max(1, seenBefore), Math.min(count.cutOffset(), length - 1));
                return at - HEADER_LENGTH + passed;
            }
            header.clear();
            bodyLeft = ((length + ALIGNMENT - 1) & -ALIGNMENT) - HEADER_LENGTH;
        }
        return NO_CUT;
    }

    /** What was cut, after {@link #scan} has found the place. */
    Cut cut() {
        return new Cut(header.getInt(LENGTH_OFFSET), passed, header.getLong(POSITION_OFFSET), count.frames());
    }
}
