// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.log.LogAppender;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames of numbered messages of 16 bytes, as they would lie in a ring. */
final class Frames16 {

    static final int SPAN = 64;
    private static final int PAYLOAD = 16;

    private final ByteBuffer frames;
    private final int count;

    Frames16(int count) {
        this(0, count);
    }

    /** Numbered from one on; positions begin at 0. */
    Frames16(int firstNumber, int count) {
        this.count = count;
        this.frames = ByteBuffer.allocateDirect(count * SPAN).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int offset = i * SPAN;
            FrameFlyweight.writeHeader(
                    frames,
                    offset,
                    FrameDescriptor.DATA_WORD,
                    FrameDescriptor.HEADER_LENGTH + PAYLOAD,
                    1,
                    0,
                    offset,
                    0);
            frames.putLong(offset + FrameDescriptor.HEADER_LENGTH, (long) firstNumber + i);
        }
    }

    /** Position after the last. */
    long end() {
        return (long) count * SPAN;
    }

    void append(LogAppender appender, int first, int messages) {
        appender.append(frames, first * SPAN, messages * SPAN, (long) (first + messages) * SPAN);
    }
}
