// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.ProtocolException;
import io.millrace.error.RejectedException;
import io.millrace.internal.session.HelloReader;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What refusing a frame costs: whoever sends rubbish as fast as he can makes this end collect little garbage. */
class RefusedFrameTest {

    private static final long MOST_BYTES_OF_A_REFUSAL = 1023;
    private static final int[] CHANGES = {1, 2, 0x40, 0x80, 0xFF};
    private static final int EACH_BYTE_UP_TO = 160;
    private static final int STEP_BEYOND = 31;
    private static final int CAPACITY = 2 * FrameDescriptor.MAX_HANDSHAKE_FRAME;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ByteBuffer wire = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private final FrameChecksum checksum = new FrameChecksum();
    private int refused;
    private long most;
    private String costliest = "";

    @Test
    void ofAStrangerIsUnderAKilobyte() {
        measure(new Seeds().frames(), HelloReader::new);
        assertThat(most).as(costliest).isLessThanOrEqualTo(MOST_BYTES_OF_A_REFUSAL);
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void ofAPeerIsUnderAKilobyte() {
        measure(new Seeds().frames(), SessionTarget::live);
        assertThat(most).as(costliest).isLessThanOrEqualTo(MOST_BYTES_OF_A_REFUSAL);
        assertThat(refused).isGreaterThan(10_000);
    }

    /** Each byte of each frame, of long ones some, is changed, with a checksum that is right and one that is not. */
    private void measure(List<byte[]> frames, Supplier<? extends FrameSink> sinks) {
        for (byte[] frame : frames) {
            for (int i = 0; i < frame.length; i += i < EACH_BYTE_UP_TO ? 1 : STEP_BEYOND) {
                for (int change : CHANGES) {
                    byte[] changed = frame.clone();
                    changed[i] ^= (byte) change;
                    measure(changed, true, sinks);
                    measure(changed, false, sinks);
                }
            }
        }
    }

    private void measure(byte[] frame, boolean sealed, Supplier<? extends FrameSink> sinks) {
        wire.clear().put(0, frame);
        int length = FrameFlyweight.frameLength(wire, 0);
        if (sealed && length >= FrameDescriptor.HEADER_LENGTH && length <= frame.length) {
            checksum.seal(wire, 0);
        }
        // Once for what the virtual machine does at a first time
        if (cost(sinks.get(), frame.length) >= 0) {
            long cost = cost(sinks.get(), frame.length);
            refused++;
            if (cost > most) {
                most = cost;
                costliest = HexFormat.of().formatHex(frame) + (sealed ? " sealed" : "");
            }
        }
    }

    /** Bytes allocated for the frame that was refused, without those before it that were taken; -1 if none was refused. */
    private long cost(FrameSink sink, int length) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            int taken = 1;
            for (int at = 0; at < length && taken > 0; at += taken) {
                before = THREADS.getCurrentThreadAllocatedBytes();
                taken = sink.onBytes(wire, at, oneFrame(at, length));
            }
            return -1;
        } catch (RejectedException | LinkException e) {
            // A good frame may say that this end is refused, or that the peer leaves
            boolean bad = e.code() == ErrorCode.BAD_CHECKSUM || e.code() == ErrorCode.UNEXPECTED_POSITION;
            return bad ? THREADS.getCurrentThreadAllocatedBytes() - before : -1;
        } catch (ProtocolException e) {
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }
    }

    /** The aligned length of the frame at an offset; everything that is left if that is not there, or makes no sense. */
    private int oneFrame(int at, int end) {
        int left = end - at;
        if (left < FrameDescriptor.HEADER_LENGTH) {
            return left;
        }
        int length = FrameFlyweight.frameLength(wire, at);
        return length < FrameDescriptor.HEADER_LENGTH || length > left ? left : FrameDescriptor.align(length);
    }
}
