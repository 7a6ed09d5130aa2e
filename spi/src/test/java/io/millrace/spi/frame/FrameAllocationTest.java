// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** The frames that flow while a session runs cost no garbage. */
class FrameAllocationTest {

    private static final int ROUNDS = 20_000;

    private final ByteBuffer b = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
    private final FrameChecksum checksum = new FrameChecksum();
    private final FrameCursor cursor = new FrameCursor(FrameDescriptor.MAX_HANDSHAKE_FRAME);
    private long sum;

    private void round(int i) {
        int at = 0;
        FrameFlyweight.writeDataHeader(b, at, 64, 1, 0, 0, i);
        checksum.seal(b, at);
        at += 64;
        FrameFlyweight.writePad(b, at, 1, 64, 96);
        checksum.seal(b, at);
        at += 32;
        at += StatusFrame.encode(b, at, checksum, 1, 1, 32, 1024 + i, 64);
        PingFrame.begin(b, at, i, 0);
        PingFrame.addEntry(b, at, 1, 64);
        at += PingFrame.finish(b, at, checksum);
        at += PingFrame.encodePong(b, at, checksum, i);

        cursor.wrap(b, 0, at);
        while (cursor.next()) {
            int offset = cursor.offset();
            if (!checksum.verify(b, offset)) {
                throw new AssertionError("checksum");
            }
            HeaderRules.check(b, offset);
            switch (FrameFlyweight.kind(b, offset)) {
                case FrameDescriptor.KIND_STATUS -> {
                    StatusFrame.check(b, offset);
                    sum += StatusFrame.limit(b, offset);
                }
                case FrameDescriptor.KIND_PING -> {
                    PingFrame.check(b, offset);
                    sum += PingFrame.entryWritten(b, offset, 0);
                }
                case FrameDescriptor.KIND_PONG -> PingFrame.checkPong(b, offset);
                default -> sum += FrameFlyweight.span(b, offset);
            }
        }
    }

    // By reflection: the module under test does not read jdk.management, and its tests are compiled as part of it.
    private static long allocatedBytes() throws ReflectiveOperationException {
        Object threads = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method counter =
                Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
        return (Long) counter.invoke(threads, Thread.currentThread().getId());
    }

    @Test
    void aRoundOfDataPadStatusPingAndPongAllocatesNothing() throws ReflectiveOperationException {
        for (int i = 0; i < ROUNDS; i++) {
            round(i);
        }
        long before = allocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round(i);
        }
        long allocated = allocatedBytes() - before;
        // The first read of the counter may itself allocate; a single object a round would be 320 000 bytes.
        assertThat(allocated).isLessThan(ROUNDS);
        assertThat(sum).isPositive();
    }
}
