// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that tell their number, and a sink that checks that they come in order, whole and unchanged. Takes whole frames only,
 * as the engine does.
 */
final class Frames implements FrameSink {

    private static final int STREAM = 1;

    private long frames;
    private long bytes;
    private long calls;
    private long lastLength;

    /** Frames from number {@code first} on, back to back; the n-th has a payload of {@code n % (maxPayload + 1)} bytes. */
    static ByteBuffer of(long first, int count, int maxPayload) {
        int length = 0;
        for (long n = first; n < first + count; n++) {
            length += align(payload(n, maxPayload));
        }
        ByteBuffer frames = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (long n = first; n < first + count; n++) {
            at += put(frames, at, n, payload(n, maxPayload));
        }
        return frames;
    }

    /** One frame with a payload of exactly that many bytes. */
    static ByteBuffer one(long number, int payload) {
        ByteBuffer frame = ByteBuffer.allocateDirect(align(payload)).order(ByteOrder.LITTLE_ENDIAN);
        put(frame, 0, number, payload);
        return frame;
    }

    private static int payload(long n, int maxPayload) {
        return (int) (n * 37 % (maxPayload + 1));
    }

    private static int align(int payload) {
        return FrameDescriptor.align(FrameDescriptor.HEADER_LENGTH + payload);
    }

    private static int put(ByteBuffer target, int at, long n, int payload) {
        int length = FrameDescriptor.HEADER_LENGTH + payload;
        FrameFlyweight.writeDataHeader(target, at, length, STREAM, 0, n * FrameDescriptor.ALIGNMENT, n);
        for (int i = FrameDescriptor.HEADER_LENGTH; i < length; i++) {
            target.put(at + i, (byte) (n + i));
        }
        return FrameDescriptor.align(length);
    }

    /** How many frames have come. */
    long frames() {
        return frames;
    }

    /** How many bytes they took. */
    long bytes() {
        return bytes;
    }

    /** How often the sink was called. */
    long calls() {
        return calls;
    }

    /** How long the region was that the last call offered. */
    long lastLength() {
        return lastLength;
    }

    @Override
    public int onBytes(ByteBuffer buffer, int offset, int length) {
        calls++;
        lastLength = length;
        int taken = 0;
        while (length - taken >= FrameDescriptor.HEADER_LENGTH) {
            int at = offset + taken;
            int frameLength = FrameFlyweight.frameLength(buffer, at);
            if (frameLength < FrameDescriptor.HEADER_LENGTH || frameLength > FrameDescriptor.MAX_FRAME) {
                throw new AssertionError("where frame " + frames + " was to begin there is a length of " + frameLength);
            }
            int aligned = FrameDescriptor.align(frameLength);
            if (aligned > length - taken) {
                break;
            }
            check(buffer, at, frameLength);
            taken += aligned;
            frames++;
        }
        bytes += taken;
        return taken;
    }

    private void check(ByteBuffer buffer, int at, int frameLength) {
        long n = FrameFlyweight.correlationId(buffer, at);
        if (n != frames) {
            throw new AssertionError("expected frame " + frames + ", got " + n);
        }
        for (int i = FrameDescriptor.HEADER_LENGTH; i < frameLength; i++) {
            if (buffer.get(at + i) != (byte) (n + i)) {
                throw new AssertionError("frame " + n + " is damaged at byte " + i + " of " + frameLength);
            }
        }
    }
}
