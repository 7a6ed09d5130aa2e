// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the targets begin with: inputs in which everything is right. */
final class Seeds {

    private static final long EPOCH = 0x5EED;

    private final FrameChecksum checksum = new FrameChecksum();

    private interface Encoder {
        int encode(ByteBuffer b, FrameChecksum c);
    }

    private byte[] frame(Encoder encoder) {
        ByteBuffer b = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        int aligned = encoder.encode(b, checksum);
        byte[] bytes = new byte[aligned];
        b.get(0, bytes);
        return bytes;
    }

    private static Handshake handshake(int kind) {
        return new Handshake(kind, 1, 1, 0, 1, 2, 3, 1 << 14, 1000, 60_000, 0, "node/x", List.of());
    }

    /** One whose parts are as long as they may be. */
    private static Handshake longHello() {
        return new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                0,
                1,
                2,
                3,
                1 << 14,
                1000,
                60_000,
                0,
                "\u00e4".repeat(FrameDescriptor.MAX_TEXT_BYTES / 2),
                List.of(new Extension(Extension.TOKEN, new byte[1024]), new Extension(9, new byte[2048])));
    }

    private byte[] open(String name, int id, int checksums) {
        Open open = new Open(id, name, EPOCH, 0, 0, 1024, 8192, 4096, checksums, 0, List.of());
        return frame((b, c) -> open.encode(b, 0, c));
    }

    private byte[] data(int id, long position, int payload, int flags) {
        return frame((b, c) -> {
            int length = FrameDescriptor.HEADER_LENGTH + payload;
            FrameFlyweight.writeDataHeader(b, 0, length, id, 0, position, 0);
            FrameFlyweight.flags(b, 0, flags);
            if ((flags & FrameDescriptor.FLAG_CHECKSUM) != 0) {
                c.seal(b, 0);
            }
            return FrameDescriptor.align(length);
        });
    }

    private List<byte[]> control() {
        return List.of(
                frame((b, c) -> Open.encodeEnd(b, 0, c)),
                frame((b, c) ->
                        StatusFrame.encode(b, 0, c, FuzzedPublication.STREAM_ID, FuzzedPublication.EPOCH, 0, 8192, 0)),
                frame((b, c) -> StatusFrame.encode(
                        b, 0, c, FuzzedPublication.STREAM_ID, FuzzedPublication.EPOCH, 64, 8192, 128)),
                frame((b, c) -> StatusFrame.encode(b, 0, c, FuzzedPublication.STREAM_ID, 0, 0, 0, 0)),
                frame((b, c) -> {
                    PingFrame.begin(b, 0, 5, 1);
                    PingFrame.addEntry(b, 0, 1, 64);
                    return PingFrame.finish(b, 0, c);
                }),
                frame((b, c) -> PingFrame.encodePong(b, 0, c, 5)),
                frame((b, c) -> GapFrame.encode(b, 0, c, 1, EPOCH, 64, 128, 1)),
                frame((b, c) -> CloseFrame.encode(b, 0, c, 1, 0, EPOCH, 128)),
                frame((b, c) ->
                        UnsubscribeFrame.encode(b, 0, c, FuzzedPublication.STREAM_ID, 3, FuzzedPublication.EPOCH)),
                frame((b, c) -> new Reject(5, false, 0, "reason").encode(b, 0, c)),
                frame((b, c) -> ByeFrame.encode(b, 0, c, ByeFrame.END, 0)),
                frame((b, c) -> ByeFrame.encode(b, 0, c, ByeFrame.RESTART, 100)));
    }

    List<byte[]> frames() {
        List<byte[]> all = new ArrayList<>(control());
        all.add(frame((b, c) -> handshake(FrameDescriptor.KIND_HELLO).encode(b, 0, c)));
        all.add(frame((b, c) -> handshake(FrameDescriptor.KIND_WELCOME).encode(b, 0, c)));
        all.add(frame((b, c) -> longHello().encode(b, 0, c)));
        all.add(frame((b, c) -> new Reject(5, true, 0, "x".repeat(FrameDescriptor.MAX_TEXT_BYTES)).encode(b, 0, c)));
        all.add(open("a", 1, Open.CHECKSUM_NONE));
        all.add(open("\u00e4".repeat(FrameDescriptor.MAX_TEXT_BYTES / 2), 1, Open.CHECKSUM_NONE));
        all.add(data(1, 0, 32, FrameDescriptor.FLAGS_UNFRAGMENTED));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        all.forEach(together::writeBytes);
        all.add(together.toByteArray());
        return all;
    }

    List<byte[]> hellos() {
        List<byte[]> all = new ArrayList<>();
        for (byte[] frame : frames()) {
            all.add(record(new byte[] {16, 1}, frame));
        }
        all.add(record(new byte[] {3, 0}, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        return all;
    }

    List<byte[]> sessions() {
        List<byte[]> all = new ArrayList<>();
        List<byte[]> script = new ArrayList<>();
        script.add(open("a", 1, Open.CHECKSUM_NONE));
        script.add(open("b", 2, Open.CHECKSUM_CRC32C));
        script.add(data(1, 0, 32, FrameDescriptor.FLAGS_UNFRAGMENTED));
        script.add(data(2, 0, 40, FrameDescriptor.FLAGS_UNFRAGMENTED | FrameDescriptor.FLAG_CHECKSUM));
        script.add(data(1, 64, 992, FrameDescriptor.FLAG_BEGIN));
        script.add(data(1, 1088, 100, FrameDescriptor.FLAG_END));
        script.add(frame((b, c) -> {
            FrameFlyweight.writePad(b, 0, 1, 1248, 96);
            return FrameDescriptor.HEADER_LENGTH;
        }));
        for (byte behaviour = 0; behaviour < 4; behaviour++) {
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            together.write(behaviour);
            script.forEach(frame -> together.writeBytes(framed(0, frame)));
            for (byte[] frame : control()) {
                together.writeBytes(framed(4, frame));
                all.add(record(new byte[] {behaviour}, framed(0, frame)));
            }
            all.add(together.toByteArray());
        }
        return all;
    }

    private static byte[] framed(int ways, byte[] frame) {
        int length = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        byte[] whole = new byte[3 + length];
        whole[0] = (byte) ways;
        whole[1] = (byte) length;
        whole[2] = (byte) (length >> 8);
        System.arraycopy(frame, 0, whole, 3, length);
        return whole;
    }

    private static byte[] record(byte[] head, byte[] rest) {
        byte[] whole = new byte[head.length + rest.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(rest, 0, whole, head.length, rest.length);
        return whole;
    }

    List<byte[]> uris() {
        return List.of(
                        "tcp://127.0.0.1:7400?ring=16M&name=orders-1",
                        "tcp://[::1]:7400,b:7401?heartbeat=250ms&checksum=crc32c&max-pending=9",
                        "mem:x?inline=false",
                        "uds:/tmp/a%20b.sock",
                        "tcp://user:secret@h:1?token=abc&password=x#f")
                .stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    List<byte[]> tokens() {
        Instant from = Instant.ofEpochSecond(1_800_000_000);
        SessionToken token = new SessionToken(
                "node/x",
                "hub",
                from,
                from.plusSeconds(60),
                "0123456789abcdef",
                new StreamRights(List.of("orders*", "a b"), List.of("prices")));
        String signed = TokenTarget.token(token);
        return List.of(
                text(TokenTarget.AS_IT_IS, signed),
                text(TokenTarget.SIGNED, signed.substring(0, signed.lastIndexOf('.'))),
                text(TokenTarget.CLAIMS, "sub=node/x&aud=hub&iat=1&exp=2&jti=3"),
                text(
                        TokenTarget.CLAIMS,
                        "sub=%C3%A4&aud=hub&iat=1&exp=9999999999&jti=3&publish=a*&publish=b&subscribe=*"));
    }

    private static byte[] text(byte way, String text) {
        return record(new byte[] {way}, text.getBytes(StandardCharsets.US_ASCII));
    }
}
