// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.AlienProtocol;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameCursor;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.HeaderRules;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arbitrary bytes, walked by the cursor, each frame decoded as what its kind says: nothing but a {@link ProtocolException}, and
 * what a decoder of a record accepts encodes to the same bytes again.
 */
public final class FrameTarget {

    private static final int CAPACITY = 1 << 16;
    private static final ByteBuffer FRAMES = direct();
    private static final ByteBuffer AGAIN = direct();
    private static final FrameCursor CURSOR = new FrameCursor(FrameDescriptor.MAX_HANDSHAKE_FRAME);
    private static final FrameChecksum CHECKSUM = new FrameChecksum();

    private FrameTarget() {}

    private static ByteBuffer direct() {
        return ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) {
        int length = Math.min(data.length, CAPACITY);
        FRAMES.clear();
        FRAMES.put(0, data, 0, length);
        AlienProtocol.describe(FRAMES, 0, length);
        CURSOR.wrap(FRAMES, 0, length);
        try {
            while (CURSOR.next()) {
                decode(CURSOR.offset(), CURSOR.frameLength());
            }
        } catch (ProtocolException refused) {
            // As it should be.
        }
    }

    private static void decode(int at, int frameLength) {
        int kind = FrameFlyweight.kind(FRAMES, at);
        boolean control = !FrameDescriptor.isStreamKind(kind) && kind < FrameDescriptor.KIND_SKIPPABLE;
        if (control) {
            // Nobody guesses a checksum
            CHECKSUM.seal(FRAMES, at);
        }
        CHECKSUM.verify(FRAMES, at);
        HeaderRules.check(FRAMES, at);
        switch (kind) {
            case FrameDescriptor.KIND_HELLO, FrameDescriptor.KIND_WELCOME ->
                same(at, frameLength, Handshake.decode(FRAMES, at, kind).encode(AGAIN, 0, CHECKSUM));
            case FrameDescriptor.KIND_REJECT ->
                same(at, frameLength, Reject.decode(FRAMES, at).encode(AGAIN, 0, CHECKSUM));
            case FrameDescriptor.KIND_OPEN -> {
                if (!Open.isEnd(FRAMES, at)) {
                    same(at, frameLength, Open.decode(FRAMES, at).encode(AGAIN, 0, CHECKSUM));
                }
            }
            case FrameDescriptor.KIND_STATUS -> StatusFrame.check(FRAMES, at);
            case FrameDescriptor.KIND_CLOSE -> CloseFrame.check(FRAMES, at);
            case FrameDescriptor.KIND_PING -> ping(at);
            case FrameDescriptor.KIND_PONG -> PingFrame.checkPong(FRAMES, at);
            case FrameDescriptor.KIND_GAP -> GapFrame.check(FRAMES, at);
            case FrameDescriptor.KIND_BYE -> ByeFrame.check(FRAMES, at);
            case FrameDescriptor.KIND_UNSUBSCRIBE -> UnsubscribeFrame.check(FRAMES, at);
            default -> {
                // The session's affair.
            }
        }
    }

    private static void ping(int at) {
        PingFrame.check(FRAMES, at);
        for (int i = 0; i < PingFrame.count(FRAMES, at); i++) {
            PingFrame.entryStreamId(FRAMES, at, i);
            PingFrame.entryWritten(FRAMES, at, i);
        }
    }

    private static void same(int at, int frameLength, int encodedLength) {
        if (encodedLength != FrameDescriptor.align(frameLength)) {
            throw new AssertionError(frameLength + " bytes were encoded again as " + encodedLength);
        }
        for (int i = 0; i < frameLength; i++) {
            if (FRAMES.get(at + i) != AGAIN.get(i)) {
                throw new AssertionError("byte " + i + " was encoded again as " + AGAIN.get(i));
            }
        }
    }
}
