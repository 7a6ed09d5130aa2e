// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadSizes;
import io.millrace.bench.system.RunSettings;
import io.millrace.spi.frame.FrameDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes every payload into the block before the block is sent. */
final class RawCopySender extends RawSender {
    private final PayloadSizes sizes;
    private final int blockFrames;

    private RawCopySender(RunSettings settings) {
        super(settings);
        sizes = settings.sizes();
        blockFrames = RawFrames.blockFrames(sizes);
    }

    static RawCopySender connect(RunSettings settings, String address) throws IOException {
        RawCopySender sender = new RawCopySender(settings);
        sender.add(RawSocket.connect(address, settings.waitMode()));
        return sender;
    }

    @Override
    void prepare(ByteBuffer frames, long sequence) {
        int at = 0;
        frames.clear();
        for (long index = sequence; index < sequence + blockFrames; index++) {
            int length = sizes.at(index);
            Payload.write(frames, at + RawFrames.HEADER_BYTES, length, index);
            at += FrameDescriptor.align(RawFrames.HEADER_BYTES + length);
        }
    }
}
