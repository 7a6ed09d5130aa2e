// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.OutboundStream;
import io.millrace.internal.session.Session;
import io.millrace.internal.session.SessionId;
import io.millrace.internal.session.SessionSettings;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Handshake;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A listener's session after a valid handshake, whose peer sends any frames, one after another, with right checksums unless
 * the input says otherwise; where a link was given up the next one follows. Nothing is thrown but typed errors of the peer's
 * doing; what was acknowledged never goes back nor beyond what was sent; what is handed up never goes back; memory is bounded.
 */
public final class SessionTarget {

    /** What a session may hold here: eight streams of a window and a message each. */
    static final long MOST_HELD_BYTES = 8L * (64 + 128 + 4) * 1024 + 64 * 1024;

    private static final int LENGTH_BYTES = 2;
    private static final int CAPACITY = 1 << 17;
    private static final SessionId ID = new SessionId(1, 2);
    private static final SessionSettings SETTINGS = new SessionSettings(
            "fuzzed",
            1 << 14,
            1 << 16,
            1 << 16,
            false,
            1_000_000_000L,
            3_000_000_000L,
            5_000_000_000L,
            60_000_000_000L,
            0);
    private static final ByteBuffer WIRE = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private static final FrameChecksum CHECKSUM = new FrameChecksum();

    private final FuzzedPublication publication = FuzzedPublication.SHARED;
    private final FuzzedHost host = new FuzzedHost();
    private final FuzzedLink link = new FuzzedLink();
    private final Session session = new Session(ID, SETTINGS, host);
    private final OutboundStream outbound = session.publish(publication, 0, 0);
    private long attempt;
    private long nowNs = 1;
    private long acknowledged;

    private SessionTarget() {}

    /** One input: a byte for how the session's peer behaves, then records of a byte of ways, a length, and a frame. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 1 && data.length < CAPACITY / 2) {
            new SessionTarget().run(data);
        }
    }

    /** What a peer's bytes come to after its handshake. */
    static FrameSink live() {
        SessionTarget target = new SessionTarget();
        target.connect();
        return target.session;
    }

    private void run(byte[] data) {
        link.takesNothing((data[0] & 1) != 0);
        host.asksAgain((data[0] & 2) != 0);
        connect();
        int at = 1;
        while (at + 1 + LENGTH_BYTES <= data.length) {
            int ways = data[at];
            int length = (data[at + 1] & 0xFF) | (data[at + 2] & 0xFF) << 8;
            at += 1 + LENGTH_BYTES;
            length = Math.min(length, data.length - at);
            frame(data, at, length, ways);
            at += length;
        }
        session.disconnected();
        check();
        session.end();
    }

    private void connect() {
        attempt++;
        Handshake hello = new Handshake(
                FrameDescriptor.KIND_HELLO,
                1,
                1,
                0,
                ID.high(),
                ID.low(),
                attempt,
                1 << 14,
                1000,
                60_000,
                0,
                "x",
                List.of());
        session.accepted(link, hello, attempt == 1 ? Handshake.NEW : Handshake.RESUMED, nowNs);
    }

    private void frame(byte[] data, int from, int length, int ways) {
        WIRE.clear();
        WIRE.put(0, data, from, length);
        int wireLength = length;
        if (length >= FrameDescriptor.HEADER_LENGTH && (ways & 1) == 0) {
            wireLength = seal(length, ways);
        }
        host.comes(WIRE, length);
        try {
            int half = (ways & 8) != 0 ? wireLength / 2 : 0;
            int taken = half == 0 ? 0 : onBytes(0, half);
            taken += onBytes(taken, wireLength - taken);
            session.polled(wireLength, nowNs);
            session.work(nowNs, true);
            if ((ways & 4) != 0) {
                nowNs += 300_000_000;
                session.tick(nowNs);
            }
            MillraceException failed = session.transmitter().takeFailure();
            if (failed != null) {
                throw failed;
            }
        } catch (MillraceException e) {
            if (e.errorClass() == ErrorClass.BUG || e.errorClass() == ErrorClass.FATAL) {
                throw new AssertionError("a peer made this end fail", e);
            }
            host.linkGone();
            session.disconnected();
            check();
            connect();
            return;
        }
        check();
        if (session.isEnded()) {
            session.disconnected();
            connect();
        }
    }

    /** Whatever the input says its length is: the whole, padded, with a right checksum if it carries one. */
    private static int seal(int length, int ways) {
        WIRE.putInt(0, length);
        WIRE.put(4, (byte) 1);
        int aligned = FrameDescriptor.align(length);
        for (int i = length; i < aligned; i++) {
            WIRE.put(i, (byte) 0);
        }
        boolean stream = FrameDescriptor.isStreamKind(FrameFlyweight.kind(WIRE, 0));
        boolean summed = (FrameFlyweight.flags(WIRE, 0) & FrameDescriptor.FLAG_CHECKSUM) != 0;
        if ((ways & 2) == 0 && (!stream || summed)) {
            CHECKSUM.seal(WIRE, 0);
        }
        return aligned;
    }

    private int onBytes(int offset, int length) {
        int taken = session.onBytes(WIRE, offset, length);
        if (taken < 0 || taken > length) {
            throw new AssertionError("took " + taken + " of " + length);
        }
        return taken;
    }

    private void check() {
        long now = outbound.acknowledged();
        if (now < acknowledged || now > outbound.highestSent() || now > publication.publishedEnd()) {
            throw new AssertionError("acknowledged went from " + acknowledged + " to " + now + ", sent was "
                    + outbound.highestSent() + " of " + publication.publishedEnd());
        }
        acknowledged = now;
        if (session.heldBytes() > MOST_HELD_BYTES) {
            throw new AssertionError("holds " + session.heldBytes() + " bytes");
        }
    }
}
