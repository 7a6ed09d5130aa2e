// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One whole frame, padding included, of every kind that can be written today, by name. */
final class SampleFrames {

    static final int STREAM = 7;
    static final long EPOCH = 0x5EED_0000_0000_0001L;

    private static final FrameChecksum CHECKSUM = new FrameChecksum();

    private SampleFrames() {}

    /** Writes a frame to offset 0 and returns its aligned length. */
    private interface Writer {
        int write(ByteBuffer b);
    }

    static Map<String, byte[]> all() {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("DATA", bytes(SampleFrames::data));
        frames.put("DATA with checksum", bytes(b -> sealed(b, data(b))));
        frames.put("PAD", bytes(SampleFrames::pad));
        frames.put("PAD with checksum", bytes(b -> sealed(b, pad(b))));
        frames.putAll(control());
        return frames;
    }

    static Map<String, byte[]> control() {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("HELLO", bytes(b -> hello().encode(b, 0, CHECKSUM)));
        frames.put("WELCOME", bytes(b -> welcome().encode(b, 0, CHECKSUM)));
        frames.put("REJECT before WELCOME", bytes(b -> new Reject(Reject.VERSION, true, 0, "speaks version 2 only")
                .encode(b, 0, CHECKSUM)));
        frames.put("REJECT", bytes(b -> new Reject(Reject.SUPERSEDED, false, 0, "").encode(b, 0, CHECKSUM)));
        frames.put("OPEN", bytes(b -> open().encode(b, 0, CHECKSUM)));
        frames.put("OPEN end", bytes(b -> Open.encodeEnd(b, 0, CHECKSUM)));
        frames.put("STATUS", bytes(b -> StatusFrame.encode(b, 0, CHECKSUM, STREAM, EPOCH, 64, 1 << 20, 128)));
        frames.put("CLOSE", bytes(b -> CloseFrame.encode(b, 0, CHECKSUM, STREAM, 0, EPOCH, 4096)));
        frames.put("PING", bytes(SampleFrames::ping));
        frames.put("PONG", bytes(b -> PingFrame.encodePong(b, 0, CHECKSUM, 42)));
        frames.put("GAP", bytes(b -> GapFrame.encode(b, 0, CHECKSUM, STREAM, EPOCH, 64, 256, GapFrame.SKIPPED)));
        frames.put("BYE", bytes(b -> ByeFrame.encode(b, 0, CHECKSUM, ByeFrame.RESTART, 500)));
        frames.put(
                "UNSUBSCRIBE",
                bytes(b -> UnsubscribeFrame.encode(b, 0, CHECKSUM, STREAM, UnsubscribeFrame.NONE_YET, EPOCH)));
        return frames;
    }

    static Handshake hello() {
        return new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                Handshake.FRAGMENTS,
                0x1111_1111_1111_1111L,
                0x2222_2222_2222_2222L,
                1,
                262_144,
                1000,
                60_000,
                Handshake.NEW,
                "node-1/orders",
                List.of(new Extension(0x8001, new byte[] {0x0A, 0x0B, 0x0C})));
    }

    static Handshake welcome() {
        Handshake hello = hello();
        return new Handshake(
                FrameDescriptor.KIND_WELCOME,
                1,
                1,
                Handshake.FRAGMENTS,
                hello.sessionIdHigh(),
                hello.sessionIdLow(),
                hello.attempt(),
                262_144,
                1000,
                60_000,
                Handshake.RESUMED,
                "hub",
                List.of());
    }

    static Open open() {
        return new Open(STREAM, "orders", EPOCH, 64, 0, 131_072, 1 << 20, 2 << 20, Open.CHECKSUM_CRC32C, 0, List.of());
    }

    private static int data(ByteBuffer b) {
        FrameFlyweight.writeDataHeader(b, 0, FrameDescriptor.HEADER_LENGTH + 9, STREAM, 3, 64, 99);
        b.put(FrameDescriptor.HEADER_LENGTH, "42 apples".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return 64;
    }

    private static int pad(ByteBuffer b) {
        FrameFlyweight.writePad(b, 0, STREAM, 128, 96);
        return 32;
    }

    private static int ping(ByteBuffer b) {
        PingFrame.begin(b, 0, 42, STREAM);
        PingFrame.addEntry(b, 0, STREAM, 128);
        PingFrame.addEntry(b, 0, 8, 0);
        return PingFrame.finish(b, 0, CHECKSUM);
    }

    private static int sealed(ByteBuffer b, int aligned) {
        CHECKSUM.seal(b, 0);
        return aligned;
    }

    private static byte[] bytes(Writer writer) {
        ByteBuffer b = ByteBuffer.allocate(FrameDescriptor.MAX_HANDSHAKE_FRAME).order(ByteOrder.LITTLE_ENDIAN);
        byte[] frame = new byte[writer.write(b)];
        b.get(0, frame);
        return frame;
    }
}
