// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a socket into one direct buffer and walks the frames in place. Owned by one thread. */
final class FrameReader implements RawReader {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final RawSocket socket;
    private final FrameHandler handler;
    private final ByteBuffer buffer = RawFrames.allocate(BUFFER_BYTES);

    FrameReader(RawSocket socket, FrameHandler handler) {
        this.socket = socket;
        this.handler = handler;
    }

    @Override
    public int poll() throws IOException {
        if (socket.read(buffer) == 0) {
            return 0;
        }
        int walked = walk(buffer.position());
        if (walked > 0) {
            handler.onBatch(buffer, walked);
            if (walked == buffer.position()) {
                buffer.clear();
            } else {
                buffer.flip().position(walked);
                buffer.compact();
            }
        }
        return walked;
    }

    private int walk(int end) throws IOException {
        ByteBuffer frames = buffer;
        int at = 0;
        while (end - at >= RawFrames.HEADER_BYTES) {
            int frameLength = FrameFlyweight.frameLength(frames, at);
            int next = at + FrameDescriptor.align(frameLength);
            if (next > end) {
                break;
            }
            handler.onFrame(frames, at, frameLength);
            at = next;
        }
        return at;
    }

    /** What to do with frames; the buffer is valid during the call and keeps its position and limit. */
    interface FrameHandler {
        void onFrame(ByteBuffer buffer, int offset, int frameLength) throws IOException;

        /** After the last frame of a read: they were the first {@code bytes} of the buffer. */
        default void onBatch(ByteBuffer buffer, int bytes) throws IOException {}
    }
}
