// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.CpuWait;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One receiver as the sender sees it: asked how many messages it has, it answers. Owned by one thread. */
final class RawPeer {
    private final RawSocket socket;
    private final FrameReader pongs;
    private final ByteBuffer ping = RawFrames.allocate(RawFrames.HEADER_BYTES);
    private long processed = -1;

    RawPeer(RawSocket socket) {
        this.socket = socket;
        pongs = new FrameReader(
                socket, (frame, offset, length) -> processed = FrameFlyweight.correlationId(frame, offset));
    }

    RawSocket socket() {
        return socket;
    }

    void ask(long published) throws IOException {
        processed = -1;
        RawFrames.putCount(ping, FrameDescriptor.KIND_PING, published);
        socket.writeFully(ping.clear());
    }

    /** How many messages it has processed; -1 if it did not say so in time. */
    long awaitAnswer(long deadlineNs) throws IOException {
        while (processed < 0 && System.nanoTime() - deadlineNs < 0) {
            pongs.poll();
            CpuWait.yieldCore();
        }
        return processed;
    }
}
