// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Transport;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Blocks of frames as Millrace puts them on the wire: a 32-byte header, the body, padding to 32 bytes. */
final class RawFrames {
    static final int HEADER_BYTES = FrameDescriptor.HEADER_LENGTH;

    private static final int WRITE_BYTES = 64 * 1024;
    private static final int STREAM = 1;
    private static final int BLOCKS_FOR_TLS = 16;

    private RawFrames() {}

    /** The same for a run: with TLS blocks are so long that nearly all their records are full. */
    static int blockFrames(RunSettings settings) {
        int frames = blockFrames(settings.sizes());
        return settings.transport() == Transport.TCPS ? frames * BLOCKS_FOR_TLS : frames;
    }

    /** Frames in a prepared block: as many as fit 64 KiB, or one whole cycle of a mix. */
    static int blockFrames(PayloadSizes sizes) {
        if (sizes.cycleLength() > 1) {
            return sizes.cycleLength();
        }
        return Math.max(1, WRITE_BYTES / FrameDescriptor.align(HEADER_BYTES + sizes.at(0)));
    }

    static ByteBuffer block(PayloadSizes sizes, int frames) {
        int bytes = 0;
        for (int i = 0; i < frames; i++) {
            bytes += FrameDescriptor.align(HEADER_BYTES + sizes.at(i));
        }
        ByteBuffer block = allocate(bytes);
        int at = 0;
        for (int i = 0; i < frames; i++) {
            int length = sizes.at(i);
            FrameFlyweight.writeDataHeader(block, at, HEADER_BYTES + length, STREAM, 0, at, 0);
            Payload.write(block, at + HEADER_BYTES, length, i);
            at += FrameDescriptor.align(HEADER_BYTES + length);
        }
        return block;
    }

    /** A PING or PONG that carries a number of messages. */
    static void putCount(ByteBuffer buffer, int kind, long count) {
        FrameFlyweight.writeDataHeader(buffer, 0, HEADER_BYTES, 0, 0, 0, count);
        FrameFlyweight.kind(buffer, 0, kind);
    }

    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
