// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.TransportContext;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Neither writing nor reading makes garbage, also where terms end and the peer is slow. */
final class AeronAllocationTest {
    private static final int FRAME_BYTES = 64;
    private static final int FRAMES = 512;
    private static final int ROUNDS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** An agent that never sleeps. */
    private record Awake(Selector selector) implements TransportContext {
        @Override
        public void wakeup() {
            // It looks again by itself
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    @Test
    void movesFramesWithoutGarbage() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (DriverFolder folder = new DriverFolder();
                Selector selector = Selector.open();
                PeerTransport transport = new AeronTransportProvider().create(new Awake(selector))) {
            EndpointUri uri = EndpointUri.parse("aeron:ipc?term-length=256k" + folder.embedded());
            Options options = Options.parse(uri, AeronOptions.ALL);
            LinkAcceptor acceptor = transport.listen(uri, options);
            FrameLink out = transport.dial(uri, options);
            await(() -> out.finishConnect() ? out : null);
            FrameLink in = await(acceptor::accept);
            ByteBuffer batch = batch();
            move(out, in, batch, ROUNDS);

            long before = threads.getCurrentThreadAllocatedBytes();
            move(out, in, batch, ROUNDS);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(bytes).as("bytes for %d frames", ROUNDS * FRAMES).isLessThan(ROUNDS);
        }
    }

    private static ByteBuffer batch() {
        ByteBuffer batch = ByteBuffer.allocateDirect(FRAMES * FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FRAMES; i++) {
            FrameFlyweight.writeDataHeader(batch, i * FRAME_BYTES, FRAME_BYTES, 1, 0, (long) i * FRAME_BYTES, 0);
        }
        return batch;
    }

    private static void move(FrameLink out, FrameLink in, ByteBuffer batch, int rounds) {
        long due = (long) rounds * batch.capacity();
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        int round = 0;
        batch.clear();
        for (long read = 0; read < due; ) {
            if (!batch.hasRemaining() && round < rounds - 1) {
                round++;
                batch.clear();
            }
            out.write(batch);
            read += in.poll((buffer, offset, length) -> length);
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError(read + " of " + due + " bytes have come");
            }
        }
    }

    private static <T> T await(Supplier<@Nullable T> source) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            T found = source.get();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("not in time");
            }
            Thread.onSpinWait();
        }
    }
}
