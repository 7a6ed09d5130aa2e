// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** That nothing is allocated in steady state, by the JVM's own account. */
class TcpAllocationTest {
    private static final int ROUNDS = 20_000;
    private static final FrameSink HALF_FRAME_LEFT = (buffer, offset, length) -> length & ~31;

    @Test
    void pollAndWriteMakeNoGarbage() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Crank crank = new Crank(new TcpTransportProvider())) {
            LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
            FrameLink client = crank.connect(acceptor.boundUri().toString());
            FrameLink server = crank.accept(acceptor);
            ByteBuffer source = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
            exchange(client, server, source);

            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(client, server, source);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            // One object in each call would be 16 bytes or more, a hundred times this bound
            assertThat(allocated / (double) ROUNDS).isLessThan(0.2);
        }
    }

    private static void exchange(FrameLink client, FrameLink server, ByteBuffer source) {
        for (int i = 0; i < ROUNDS; i++) {
            source.rewind();
            while (source.hasRemaining()) {
                client.write(source);
            }
            server.poll(HALF_FRAME_LEFT);
            client.poll(HALF_FRAME_LEFT);
        }
        int read;
        do {
            read = server.poll(HALF_FRAME_LEFT);
        } while (read > 0);
    }
}
