// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
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
        if (FrameFlyweight.kind(buffer, offset) != FrameDescriptor.KIND_DATA) {
            answer();
            return;
        }
        int length = frameLength - RawFrames.HEADER_BYTES;
        int body = offset + RawFrames.HEADER_BYTES;
        verifier.accept(length, Payload.word(buffer, body, length), Payload.sum(buffer, body, length));
    }

    private void answer() throws IOException {
        RawFrames.putCount(pong, FrameDescriptor.KIND_PONG, verifier.received());
        socket.writeFully(pong.clear());
    }
}
