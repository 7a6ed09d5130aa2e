// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A sink for frames that are a little-endian i32 length, that length included, and then bytes that count up. */
final class Collector implements FrameSink {
    private final int maxFrame;
    private long frames;
    private long bytes;

    Collector(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** Frame number {@code n} of the stream that a collector expects. */
    static ByteBuffer frame(long n, int length) {
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(length).putLong(n);
        while (frame.hasRemaining()) {
            frame.put((byte) (n + frame.position()));
        }
        return frame.flip();
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int onBytes(ByteBuffer buffer, int offset, int length) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new AssertionError("not direct and little-endian: " + buffer);
        }
        int taken = 0;
        while (length - taken >= Integer.BYTES) {
            int frameLength = buffer.getInt(offset + taken);
            if (frameLength < 12 || frameLength > maxFrame) {
                throw new AssertionError("frame " + frames + " has length " + frameLength);
            }
            if (frameLength > length - taken) {
                break;
            }
            check(buffer, offset + taken, frameLength);
            taken += frameLength;
            frames++;
        }
        bytes += taken;
        return taken;
    }

    private void check(ByteBuffer buffer, int at, int frameLength) {
        long n = buffer.getLong(at + 4);
        if (n != frames) {
            throw new AssertionError("expected frame " + frames + ", got " + n);
        }
        for (int i = 12; i < frameLength; i++) {
            if (buffer.get(at + i) != (byte) (n + i)) {
                throw new AssertionError("frame " + n + " is damaged at byte " + i);
            }
        }
    }
}
