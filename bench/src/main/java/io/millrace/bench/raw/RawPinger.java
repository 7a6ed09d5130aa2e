// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.payload.Payload;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.RunSettings;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Sends one frame and reads what comes back, all on the caller's thread. */
final class RawPinger implements Pinger {
    private static final int STAMP_OFFSET = RawFrames.HEADER_BYTES + Long.BYTES;

    private final RawSocket socket;
    private final ByteBuffer frame;
    private final FrameReader pongs;
    private long sum;

    RawPinger(RunSettings settings, String address, PongListener listener) throws IOException {
        int length = settings.sizes().at(0);
        frame = RawFrames.allocate(FrameDescriptor.align(RawFrames.HEADER_BYTES + length));
        FrameFlyweight.writeDataHeader(frame, 0, RawFrames.HEADER_BYTES + length, 1, 0, 0, 0);
        Payload.write(frame, RawFrames.HEADER_BYTES, length, 0);
        socket = RawSocket.connect(address, settings.waitMode());
        pongs = new FrameReader(socket, (buffer, offset, frameLength) -> {
            int body = offset + RawFrames.HEADER_BYTES;
            sum += Payload.sum(buffer, body, frameLength - RawFrames.HEADER_BYTES);
            listener.onPong(this, buffer.getLong(body), buffer.getLong(body + Long.BYTES));
        });
    }

    @Override
    public void ping(long sequence, long stampNs) {
        frame.putLong(RawFrames.HEADER_BYTES, sequence);
        frame.putLong(STAMP_OFFSET, stampNs);
        try {
            socket.writeFully(frame.clear());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void poll() {
        try {
            pongs.poll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void await(BooleanSupplier done) {
        try {
            while (!done.getAsBoolean()) {
                if (pongs.poll() == 0) {
                    socket.awaitReadable();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
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
