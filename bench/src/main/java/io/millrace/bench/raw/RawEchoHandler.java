// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads every byte of every frame of a batch, then sends the batch back as it came. */
final class RawEchoHandler implements FrameReader.FrameHandler {
    private final RawSocket socket;
    private long sum;

    RawEchoHandler(RawSocket socket) {
        this.socket = socket;
    }

    @Override
    public void onFrame(ByteBuffer buffer, int offset, int frameLength) {
        sum += Payload.sum(buffer, offset + RawFrames.HEADER_BYTES, frameLength - RawFrames.HEADER_BYTES);
    }

    @Override
    public void onBatch(ByteBuffer buffer, int bytes) throws IOException {
        int end = buffer.position();
        socket.writeFully(buffer.position(0).limit(bytes));
        buffer.limit(buffer.capacity()).position(end);
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }
}
