// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlFrameRoundTripTest {

    private static final int OFFSET = 64;

    private final FrameChecksum checksum = new FrameChecksum();
    private final ByteBuffer b = dirty();

    /** Encoders must not rely on a clean buffer. */
    private static ByteBuffer dirty() {
        ByteBuffer b = ByteBuffer.allocateDirect(8192).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < b.capacity(); i++) {
            b.put(i, (byte) 0xA5);
        }
        return b;
    }

    private void assertSealed(int aligned) {
        int frameLength = FrameFlyweight.frameLength(b, OFFSET);
        assertThat(aligned).isEqualTo(FrameDescriptor.align(frameLength));
        for (int i = OFFSET + frameLength; i < OFFSET + aligned; i++) {
            assertThat(b.get(i)).isZero();
        }
        assertThat(b.get(OFFSET - 1)).isEqualTo((byte) 0xA5);
        assertThat(b.get(OFFSET + aligned)).isEqualTo((byte) 0xA5);
        assertThat(checksum.verify(b, OFFSET)).isTrue();
        HeaderRules.check(b, OFFSET);
        FrameCursor cursor = new FrameCursor(FrameDescriptor.MAX_HANDSHAKE_FRAME);
        cursor.wrap(b, OFFSET, aligned);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.remainingLength()).isZero();
    }

    @Test
    void handshake() {
        for (int kind : new int[] {FrameDescriptor.KIND_HELLO, FrameDescriptor.KIND_WELCOME}) {
            Handshake sent = new Handshake(
                    kind,
                    1,
                    2,
                    0x8000_0001,
                    -1L,
                    5L,
                    3L,
                    65_536,
                    1000,
                    60_000,
                    kind == FrameDescriptor.KIND_HELLO ? Handshake.NEW : Handshake.TAKEN_OVER,
                    "node-1/ñ",
                    List.of(new Extension(9, new byte[] {1, 2, 3}), new Extension(0xFFFF, new byte[0])));
            assertSealed(sent.encode(b, OFFSET, checksum));
            assertThat(Handshake.decode(b, OFFSET, kind)).isEqualTo(sent);
        }
    }

    @Test
    void reject() {
        Reject sent = new Reject(Reject.AUTH, true, 250, "who are you?");
        assertSealed(sent.encode(b, OFFSET, checksum));
        assertThat(Reject.decode(b, OFFSET)).isEqualTo(sent);
    }

    @Test
    void rejectCutsALongReason() {
        Reject sent = Reject.truncating(Reject.LIMIT, false, 0, "x\uD83D\uDE00".repeat(100));
        assertSealed(sent.encode(b, OFFSET, checksum));
        assertThat(Reject.decode(b, OFFSET).reason()).isEqualTo("x\uD83D\uDE00".repeat(51) + "x");
    }

    @Test
    void open() {
        Open sent = new Open(
                65_535,
                "orders",
                -7L,
                64L,
                32L,
                4096,
                1 << 20,
                1L << 40,
                Open.CHECKSUM_CRC32C,
                255,
                List.of(new Extension(1, new byte[] {9})));
        assertSealed(sent.encode(b, OFFSET, checksum));
        assertThat(Open.isEnd(b, OFFSET)).isFalse();
        assertThat(Open.decode(b, OFFSET)).isEqualTo(sent);
    }

    @Test
    void openEnd() {
        assertSealed(Open.encodeEnd(b, OFFSET, checksum));
        assertThat(Open.isEnd(b, OFFSET)).isTrue();
    }

    @Test
    void status() {
        assertSealed(StatusFrame.encode(b, OFFSET, checksum, 40_000, 11L, 64L, 1024L, 96L));
        StatusFrame.check(b, OFFSET);
        assertThat(StatusFrame.streamId(b, OFFSET)).isEqualTo(40_000);
        assertThat(StatusFrame.epoch(b, OFFSET)).isEqualTo(11L);
        assertThat(StatusFrame.processed(b, OFFSET)).isEqualTo(64L);
        assertThat(StatusFrame.limit(b, OFFSET)).isEqualTo(1024L);
        assertThat(StatusFrame.received(b, OFFSET)).isEqualTo(96L);
    }

    @Test
    void ping() {
        PingFrame.begin(b, OFFSET, 77L, 3);
        PingFrame.addEntry(b, OFFSET, 3, 320L);
        PingFrame.addEntry(b, OFFSET, 65_535, 0L);
        assertSealed(PingFrame.finish(b, OFFSET, checksum));
        PingFrame.check(b, OFFSET);
        assertThat(PingFrame.nonce(b, OFFSET)).isEqualTo(77L);
        assertThat(PingFrame.askedStreamId(b, OFFSET)).isEqualTo(3);
        assertThat(PingFrame.count(b, OFFSET)).isEqualTo(2);
        assertThat(PingFrame.entryStreamId(b, OFFSET, 0)).isEqualTo(3);
        assertThat(PingFrame.entryWritten(b, OFFSET, 0)).isEqualTo(320L);
        assertThat(PingFrame.entryStreamId(b, OFFSET, 1)).isEqualTo(65_535);
        assertThat(PingFrame.entryWritten(b, OFFSET, 1)).isZero();
    }

    @Test
    void pong() {
        assertSealed(PingFrame.encodePong(b, OFFSET, checksum, -3L));
        PingFrame.checkPong(b, OFFSET);
        assertThat(PingFrame.nonce(b, OFFSET)).isEqualTo(-3L);
    }

    @Test
    void close() {
        assertSealed(CloseFrame.encode(b, OFFSET, checksum, 5, 0, 11L, 640L));
        CloseFrame.check(b, OFFSET);
        assertThat(CloseFrame.streamId(b, OFFSET)).isEqualTo(5);
        assertThat(CloseFrame.status(b, OFFSET)).isZero();
        assertThat(CloseFrame.epoch(b, OFFSET)).isEqualTo(11L);
        assertThat(CloseFrame.finalPosition(b, OFFSET)).isEqualTo(640L);
    }

    @Test
    void gap() {
        assertSealed(GapFrame.encode(b, OFFSET, checksum, 5, 11L, 640L, GapFrame.UNKNOWN_END, GapFrame.NEW_EPOCH));
        GapFrame.check(b, OFFSET);
        assertThat(GapFrame.streamId(b, OFFSET)).isEqualTo(5);
        assertThat(GapFrame.epoch(b, OFFSET)).isEqualTo(11L);
        assertThat(GapFrame.from(b, OFFSET)).isEqualTo(640L);
        assertThat(GapFrame.to(b, OFFSET)).isEqualTo(-1L);
        assertThat(GapFrame.reason(b, OFFSET)).isEqualTo(GapFrame.NEW_EPOCH);
    }

    @Test
    void bye() {
        assertSealed(ByeFrame.encode(b, OFFSET, checksum, ByeFrame.RESTART, 500));
        ByeFrame.check(b, OFFSET);
        assertThat(ByeFrame.status(b, OFFSET)).isEqualTo(ByeFrame.RESTART);
        assertThat(ByeFrame.retryAfterMs(b, OFFSET)).isEqualTo(500);
    }

    @Test
    void unsubscribe() {
        assertSealed(UnsubscribeFrame.encode(b, OFFSET, checksum, 5, UnsubscribeFrame.LEFT, 11L));
        UnsubscribeFrame.check(b, OFFSET);
        assertThat(UnsubscribeFrame.streamId(b, OFFSET)).isEqualTo(5);
        assertThat(UnsubscribeFrame.status(b, OFFSET)).isEqualTo(UnsubscribeFrame.LEFT);
        assertThat(UnsubscribeFrame.epoch(b, OFFSET)).isEqualTo(11L);
    }
}
