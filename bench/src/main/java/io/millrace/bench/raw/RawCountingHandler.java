// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads every byte of every message, and answers a PING with the number of messages so far. */
final class RawCountingHandler implements FrameReader.FrameHandler {
    private final RawSocket socket;
    private final PayloadVerifier verifier;
    private final ByteBuffer pong = RawFrames.allocate(RawFrames.HEADER_BYTES);

    RawCountingHandler(RawSocket socket, PayloadVerifier verifier) {
        this.socket = socket;
        this.verifier = verifier;
    }

    @Override
    public void onFrame(ByteBuffer buffer, int offset, int frameLength) throws IOException {
        if (buffer.get(offset + RawFrames.KIND_OFFSET) != RawFrames.KIND_DATA) {
            answer();
            return;
        }
        int length = frameLength - RawFrames.HEADER_BYTES;
        int body = offset + RawFrames.HEADER_BYTES;
        verifier.accept(length, Payload.word(buffer, body, length), Payload.sum(buffer, body, length));
    }

    private void answer() throws IOException {
        RawFrames.putHeader(pong, 0, RawFrames.KIND_PONG, RawFrames.HEADER_BYTES, 0, verifier.received());
        socket.writeFully(pong.clear());
    }
}
