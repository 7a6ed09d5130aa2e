// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Does with a frame's bytes what a session does, then writes what it has understood as a new frame. */
final class Recoding {

    private static final FrameChecksum CHECKSUM = new FrameChecksum();

    private Recoding() {}

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Decodes and encodes the frame at offset 0.
     *
     * @return null if there is no whole frame, if its checksum is wrong, or if its kind is one to skip
     */
    static byte[] recode(byte[] frame, boolean checksums) {
        ByteBuffer b = littleEndian(frame);
        FrameCursor cursor = new FrameCursor(FrameDescriptor.MAX_HANDSHAKE_FRAME);
        cursor.wrap(b, 0, frame.length);
        if (!cursor.next() || (checksums && !CHECKSUM.verify(b, 0))) {
            return null;
        }
        HeaderRules.check(b, 0);
        ByteBuffer to =
                ByteBuffer.allocate(2 * FrameDescriptor.MAX_HANDSHAKE_FRAME).order(ByteOrder.LITTLE_ENDIAN);
        int kind = FrameFlyweight.kind(b, 0);
        if (kind >= FrameDescriptor.KIND_SKIPPABLE) {
            return null;
        }
        int aligned = FrameDescriptor.isStreamKind(kind) ? stream(b, to, kind) : control(b, to, kind);
        byte[] recoded = new byte[aligned];
        to.get(0, recoded);
        return recoded;
    }

    private static int stream(ByteBuffer b, ByteBuffer to, int kind) {
        int frameLength = FrameFlyweight.frameLength(b, 0);
        int streamId = FrameFlyweight.streamId(b, 0);
        if (kind == FrameDescriptor.KIND_PAD) {
            FrameFlyweight.writePad(to, 0, streamId, FrameFlyweight.position(b, 0), (int) FrameFlyweight.padSpan(b, 0));
            FrameFlyweight.typeId(to, 0, FrameFlyweight.typeId(b, 0));
        } else {
            FrameFlyweight.writeDataHeader(
                    to,
                    0,
                    frameLength,
                    streamId,
                    FrameFlyweight.typeId(b, 0),
                    FrameFlyweight.position(b, 0),
                    FrameFlyweight.correlationId(b, 0));
            FrameFlyweight.kind(to, 0, kind);
            FrameFlyweight.status(to, 0, FrameFlyweight.status(b, 0));
            to.put(HEADER_LENGTH, b, HEADER_LENGTH, frameLength - HEADER_LENGTH);
        }
        FrameFlyweight.flags(to, 0, FrameFlyweight.flags(b, 0));
        FrameFlyweight.checksum(to, 0, FrameFlyweight.checksum(b, 0));
        return FrameDescriptor.align(frameLength);
    }

    private static int control(ByteBuffer b, ByteBuffer to, int kind) {
        return switch (kind) {
            case FrameDescriptor.KIND_HELLO, FrameDescriptor.KIND_WELCOME ->
                Handshake.decode(b, 0, kind).encode(to, 0, CHECKSUM);
            case FrameDescriptor.KIND_REJECT -> Reject.decode(b, 0).encode(to, 0, CHECKSUM);
            case FrameDescriptor.KIND_OPEN ->
                Open.isEnd(b, 0)
                        ? Open.encodeEnd(to, 0, CHECKSUM)
                        : Open.decode(b, 0).encode(to, 0, CHECKSUM);
            case FrameDescriptor.KIND_STATUS -> status(b, to);
            case FrameDescriptor.KIND_CLOSE -> close(b, to);
            case FrameDescriptor.KIND_PING -> ping(b, to);
            case FrameDescriptor.KIND_PONG -> pong(b, to);
            case FrameDescriptor.KIND_GAP -> gap(b, to);
            case FrameDescriptor.KIND_BYE -> bye(b, to);
            case FrameDescriptor.KIND_UNSUBSCRIBE -> unsubscribe(b, to);
            default -> throw new AssertionError("no decoder for kind " + kind);
        };
    }

    private static int status(ByteBuffer b, ByteBuffer to) {
        StatusFrame.check(b, 0);
        return StatusFrame.encode(
                to,
                0,
                CHECKSUM,
                StatusFrame.streamId(b, 0),
                StatusFrame.epoch(b, 0),
                StatusFrame.processed(b, 0),
                StatusFrame.limit(b, 0),
                StatusFrame.received(b, 0));
    }

    private static int close(ByteBuffer b, ByteBuffer to) {
        CloseFrame.check(b, 0);
        return CloseFrame.encode(
                to,
                0,
                CHECKSUM,
                CloseFrame.streamId(b, 0),
                CloseFrame.status(b, 0),
                CloseFrame.epoch(b, 0),
                CloseFrame.finalPosition(b, 0));
    }

    private static int ping(ByteBuffer b, ByteBuffer to) {
        PingFrame.check(b, 0);
        PingFrame.begin(to, 0, PingFrame.nonce(b, 0), PingFrame.askedStreamId(b, 0));
        for (int i = 0; i < PingFrame.count(b, 0); i++) {
            PingFrame.addEntry(to, 0, PingFrame.entryStreamId(b, 0, i), PingFrame.entryWritten(b, 0, i));
        }
        return PingFrame.finish(to, 0, CHECKSUM);
    }

    private static int pong(ByteBuffer b, ByteBuffer to) {
        PingFrame.checkPong(b, 0);
        return PingFrame.encodePong(to, 0, CHECKSUM, PingFrame.nonce(b, 0));
    }

    private static int gap(ByteBuffer b, ByteBuffer to) {
        GapFrame.check(b, 0);
        return GapFrame.encode(
                to,
                0,
                CHECKSUM,
                GapFrame.streamId(b, 0),
                GapFrame.epoch(b, 0),
                GapFrame.from(b, 0),
                GapFrame.to(b, 0),
                GapFrame.reason(b, 0));
    }

    private static int bye(ByteBuffer b, ByteBuffer to) {
        ByeFrame.check(b, 0);
        return ByeFrame.encode(to, 0, CHECKSUM, ByeFrame.status(b, 0), ByeFrame.retryAfterMs(b, 0));
    }

    private static int unsubscribe(ByteBuffer b, ByteBuffer to) {
        UnsubscribeFrame.check(b, 0);
        if (UnsubscribeFrame.status(b, 0) > UnsubscribeFrame.DENIED) {
            // What a newer peer may say is let through, but never written here
            to.put(0, b, 0, UnsubscribeFrame.LENGTH);
            return FrameDescriptor.align(UnsubscribeFrame.LENGTH);
        }
        return UnsubscribeFrame.encode(
                to,
                0,
                CHECKSUM,
                UnsubscribeFrame.streamId(b, 0),
                UnsubscribeFrame.status(b, 0),
                UnsubscribeFrame.epoch(b, 0));
    }
}
