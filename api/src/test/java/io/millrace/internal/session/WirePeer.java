// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.GapFrame;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The other end of a session under test, written down frame by frame: it does what the test says, right or wrong. */
public final class WirePeer {

    /** Writes a frame at offset 0, returns its aligned length. */
    public interface Encoder {
        int encode(ByteBuffer b, FrameChecksum checksum);
    }

    public static final long EPOCH = 0xE90C;

    private final FrameChecksum checksum = new FrameChecksum();
    private final SimulatedLink link;

    public WirePeer(SimulatedLink link) {
        this.link = link;
    }

    /** Everything that came since the last call. */
    public List<WireFrame> take() {
        return WireFrame.split(link.in().read(Integer.MAX_VALUE));
    }

    /** The frames of one kind among what came. */
    public List<WireFrame> take(int kind) {
        return take().stream().filter(frame -> frame.kind() == kind).toList();
    }

    public byte[] encode(Encoder encoder) {
        ByteBuffer b = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        byte[] frame = new byte[encoder.encode(b, checksum)];
        b.get(0, frame);
        return frame;
    }

    public void send(Encoder encoder) {
        raw(encode(encoder));
    }

    public void raw(byte[] bytes) {
        link.out().write(bytes, 0, bytes.length);
    }

    public static Handshake handshake(int kind, SessionId id, long attempt, int outcome) {
        return handshake(kind, id, attempt, outcome, Handshake.FRAGMENTS);
    }

    static Handshake handshake(int kind, SessionId id, long attempt, int outcome, int capabilities) {
        return new Handshake(
                kind,
                1,
                1,
                capabilities,
                id.high(),
                id.low(),
                attempt,
                1 << 18,
                1000,
                60_000,
                outcome,
                "peer",
                List.of());
    }

    public void welcome(Session session, int outcome) {
        Handshake frame = handshake(FrameDescriptor.KIND_WELCOME, session.id(), session.attempt(), outcome);
        send((b, c) -> frame.encode(b, 0, c));
    }

    public static Open open(
            String name, int streamId, long epoch, long join, long redeliveredBelow, boolean checksummed) {
        return new Open(
                streamId,
                name,
                epoch,
                join,
                redeliveredBelow,
                1024,
                4096,
                1024 - FrameDescriptor.HEADER_LENGTH,
                checksummed ? Open.CHECKSUM_CRC32C : Open.CHECKSUM_NONE,
                0,
                List.of());
    }

    public void open(Open frame) {
        send((b, c) -> frame.encode(b, 0, c));
    }

    /** Announces one stream of window 4096, frames up to 1024, and the end of the list. */
    public void open(String name, int streamId) {
        open(open(name, streamId, EPOCH, 0, 0, false));
        openEnd();
    }

    public void openEnd() {
        send((b, c) -> Open.encodeEnd(b, 0, c));
    }

    public void data(int streamId, long position, int payloadLength) {
        raw(dataFrame(streamId, position, payloadLength, FrameDescriptor.FLAGS_UNFRAGMENTED));
    }

    public byte[] dataFrame(int streamId, long position, int payloadLength, int flags) {
        return encode((b, c) -> {
            int frameLength = FrameDescriptor.HEADER_LENGTH + payloadLength;
            FrameFlyweight.writeDataHeader(b, 0, frameLength, streamId, 0, position, 0);
            FrameFlyweight.flags(b, 0, flags & ~FrameDescriptor.FLAG_CHECKSUM);
            if ((flags & FrameDescriptor.FLAG_CHECKSUM) != 0) {
                c.seal(b, 0);
            }
            return FrameDescriptor.align(frameLength);
        });
    }

    public void pad(int streamId, long position, int span) {
        send((b, c) -> {
            FrameFlyweight.writePad(b, 0, streamId, position, span);
            return FrameDescriptor.HEADER_LENGTH;
        });
    }

    public void status(int streamId, long epoch, long processed, long limit, long received) {
        send((b, c) -> StatusFrame.encode(b, 0, c, streamId, epoch, processed, limit, received));
    }

    /** A STATUS of a stream that may be wrong: the checks of the encoder are not asked. */
    public void brokenStatus(int streamId, long epoch, long processed, long limit, long received) {
        send((b, c) -> {
            StatusFrame.encode(b, 0, c, streamId, epoch, 0, 0, 0);
            FrameFlyweight.position(b, 0, processed);
            FrameFlyweight.correlationId(b, 0, limit);
            b.putLong(FrameDescriptor.HEADER_LENGTH + Long.BYTES, received);
            c.seal(b, 0);
            return 64;
        });
    }

    public void unsubscribe(int streamId, int status, long epoch) {
        send((b, c) -> UnsubscribeFrame.encode(b, 0, c, streamId, status, epoch));
    }

    public void close(int streamId, long epoch, long finalPosition) {
        send((b, c) -> CloseFrame.encode(b, 0, c, streamId, 0, epoch, finalPosition));
    }

    public void gap(int streamId, long epoch, long from, long to) {
        send((b, c) -> GapFrame.encode(b, 0, c, streamId, epoch, from, to, GapFrame.EXPIRED));
    }

    public void ping(long nonce, int askedStreamId) {
        send((b, c) -> {
            PingFrame.begin(b, 0, nonce, askedStreamId);
            return PingFrame.finish(b, 0, c);
        });
    }

    public void pingWritten(int streamId, long written) {
        send((b, c) -> {
            PingFrame.begin(b, 0, 1, 0);
            PingFrame.addEntry(b, 0, streamId, written);
            return PingFrame.finish(b, 0, c);
        });
    }

    public void bye(int status, int retryAfterMs) {
        send((b, c) -> ByeFrame.encode(b, 0, c, status, retryAfterMs));
    }
}
