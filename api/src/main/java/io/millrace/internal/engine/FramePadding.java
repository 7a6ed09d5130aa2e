// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;

/** The bytes between a frame's end and the next 32-byte boundary, which are zero on the wire. */
final class FramePadding {

    private FramePadding() {}

    /**
     * Zeroes them, before the payload is written: the last slot's former content belongs to an earlier message.
     *
     * @param reserved bytes at the end of the frame that nobody has written yet, zeroed as well
     */
    static void clear(ByteBuffer buffer, int offset, int frameLength, int reserved) {
        if ((frameLength & (FrameDescriptor.ALIGNMENT - 1)) != 0) {
            int last = offset + FrameDescriptor.align(frameLength) - FrameDescriptor.ALIGNMENT;
            buffer.putLong(last, 0);
            buffer.putLong(last + 8, 0);
            buffer.putLong(last + 16, 0);
            buffer.putLong(last + 24, 0);
        }
        if (reserved > 0) {
            clearReserved(buffer, offset + frameLength - reserved, reserved);
        }
    }

    private static void clearReserved(ByteBuffer buffer, int from, int bytes) {
        for (int i = from; i < from + bytes; i++) {
            buffer.put(i, (byte) 0);
        }
    }
}
