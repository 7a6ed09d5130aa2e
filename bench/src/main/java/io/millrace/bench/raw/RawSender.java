// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.CpuWait;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Sends a prepared block over and over, 64 KiB a write. */
final class RawSender implements Sender {
    private static final int WRITE_BYTES = 64 * 1024;

    private final RawSocket socket;
    private final ByteBuffer block;
    private final int blockFrames;
    private final ByteBuffer ping = RawFrames.allocate(RawFrames.HEADER_BYTES);
    private final FrameReader pongs;
    private long processed = -1;

    RawSender(RunSettings settings, String address) throws IOException {
        block = RawFrames.block(settings.sizes());
        blockFrames = RawFrames.blockFrames(settings.sizes());
        socket = RawSocket.connect(address, settings.waitMode());
        pongs = new FrameReader(
                socket, (frame, offset, length) -> processed = FrameFlyweight.correlationId(frame, offset));
    }

    @Override
    public Lane lane(int producer) {
        return this::publish;
    }

    private int publish(long sequence, int count) {
        int published = 0;
        try {
            while (published < count) {
                for (int at = 0; at < block.capacity(); at += WRITE_BYTES) {
                    block.limit(Math.min(at + WRITE_BYTES, block.capacity())).position(at);
                    socket.writeFully(block);
                }
                published += blockFrames;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return published;
    }

    @Override
    public boolean awaitProcessed(long published, Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            processed = -1;
            RawFrames.putCount(ping, FrameDescriptor.KIND_PING, published);
            socket.writeFully(ping.clear());
            while (processed < 0 && System.nanoTime() - deadlineNs < 0) {
                pongs.poll();
                CpuWait.yieldCore();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return processed == published;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
