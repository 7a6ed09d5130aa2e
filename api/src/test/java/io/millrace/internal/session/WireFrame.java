// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole frame as it was seen on a link. */
public final class WireFrame {

    private final byte[] bytes;

    public WireFrame(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Splits what a link carried; a frame that does not add up or whose checksum is wrong fails the test. */
    public static List<WireFrame> split(byte[] carried) {
        List<WireFrame> frames = new ArrayList<>();
        ByteBuffer b = ByteBuffer.wrap(carried).order(ByteOrder.LITTLE_ENDIAN);
        FrameChecksum checksum = new FrameChecksum();
        int at = 0;
        while (at < carried.length) {
            int aligned = FrameDescriptor.align(FrameFlyweight.frameLength(b, at));
            if (aligned < FrameDescriptor.HEADER_LENGTH || aligned > carried.length - at) {
                throw new AssertionError("no whole frame at " + at + " of " + carried.length + ", length " + aligned);
            }
            WireFrame frame = new WireFrame(Arrays.copyOfRange(carried, at, at + aligned));
            if (FrameFlyweight.version(b, at) != FrameDescriptor.VERSION
                    || !FrameDescriptor.isKnownKind(frame.kind())) {
                throw new AssertionError("not a frame at " + at + ": " + frame);
            }
            if (!frame.isStreamFrame() && !checksum.verify(b, at)) {
                throw new AssertionError("bad checksum at " + at + ": " + frame);
            }
            frames.add(frame);
            at += aligned;
        }
        return frames;
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int kind() {
        return FrameFlyweight.kind(buffer(), 0);
    }

    public boolean isStreamFrame() {
        return FrameDescriptor.isStreamKind(kind());
    }

    public int streamId() {
        return FrameFlyweight.streamId(buffer(), 0);
    }

    public int status() {
        return FrameFlyweight.status(buffer(), 0);
    }

    public long position() {
        return FrameFlyweight.position(buffer(), 0);
    }

    public long correlationId() {
        return FrameFlyweight.correlationId(buffer(), 0);
    }

    /** Where its stream goes on behind it. */
    public long end() {
        return position() + FrameFlyweight.span(buffer(), 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireFrame frame && Arrays.equals(bytes, frame.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return FrameDescriptor.kindName(kind())
                + (streamId() == 0 ? "" : "(" + streamId() + ")")
                + (isStreamFrame() ? "@" + position() : "");
    }
}
