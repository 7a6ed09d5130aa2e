// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames with nothing in them but what the proxy looks at: length, kind, position. */
final class FrameBytes {
    private static final int MOST_BYTES = 1 << 20;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    FrameBytes frame(int kind, int length) {
        int start = bytes.position();
        bytes.putInt(start + FrameDescriptor.LENGTH_OFFSET, length)
                .put(start + FrameDescriptor.KIND_OFFSET, (byte) kind)
                .putLong(start + FrameDescriptor.POSITION_OFFSET, start);
        bytes.position(start + (length + 31) / 32 * 32);
        return this;
    }

    ByteBuffer bytes() {
        return bytes.duplicate().flip();
    }
}
