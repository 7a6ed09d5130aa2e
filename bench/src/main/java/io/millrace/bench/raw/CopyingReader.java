// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies every frame out of the receive buffer into one of its own, however large it is, and handles it there. */
final class CopyingReader implements RawReader {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final RawSocket socket;
    private final FrameReader.FrameHandler handler;
    private final ByteBuffer buffer = RawFrames.allocate(BUFFER_BYTES);
    private final ByteBuffer message;

    /** Bytes of the frame that is being copied, with padding; 0 between frames. */
    private int frameBytes;

    CopyingReader(RawSocket socket, FrameReader.FrameHandler handler, int maxBytes) {
        this.socket = socket;
        this.handler = handler;
        message = RawFrames.allocate(FrameDescriptor.align(RawFrames.HEADER_BYTES + maxBytes));
    }

    @Override
    public int poll() throws IOException {
        int read = socket.read(buffer);
        if (read == 0) {
            return 0;
        }
        buffer.flip();
        while (begin()) {
            int bytes = Math.min(buffer.remaining(), frameBytes - message.position());
            message.put(message.position(), buffer, buffer.position(), bytes);
            message.position(message.position() + bytes);
            buffer.position(buffer.position() + bytes);
            if (message.position() < frameBytes) {
                break;
            }
            handler.onFrame(message, 0, FrameFlyweight.frameLength(message, 0));
            frameBytes = 0;
        }
        buffer.compact();
        return read;
    }

    /** Whether a frame is open, or could be opened because its header is here. */
    private boolean begin() {
        if (frameBytes == 0 && buffer.remaining() >= RawFrames.HEADER_BYTES) {
            frameBytes = FrameDescriptor.align(FrameFlyweight.frameLength(buffer, buffer.position()));
            message.clear();
        }
        return frameBytes > 0;
    }
}
