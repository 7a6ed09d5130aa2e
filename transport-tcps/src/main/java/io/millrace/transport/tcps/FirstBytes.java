// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.frame.AlienProtocol;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Looks at the first bytes of a peer, whether they are TLS; the JDK's own words about those that are not help nobody. */
final class FirstBytes {
    /** The type and the version of a record. */
    private static final int ENOUGH_FOR_TLS = 3;

    private static final int ENOUGH_FOR_MILLRACE = FrameDescriptor.CORRELATION_ID_OFFSET;
    private static final String MILLRACE = "Millrace in plain text";
    private static final String REASON = "this address speaks TLS: write tcps:// instead of tcp://";

    private FirstBytes() {}

    /** What they are. */
    enum Verdict {
        /** A record of TLS. */
        TLS,
        /** Too few to tell. */
        UNKNOWN,
        /** Plain Millrace. */
        MILLRACE,
        /** Something else. */
        ALIEN
    }

    static Verdict judge(ByteBuffer buffer, int offset, int length) {
        if (AlienProtocol.isTls(buffer, offset, length)) {
            return Verdict.TLS;
        }
        if (length < ENOUGH_FOR_TLS) {
            return Verdict.UNKNOWN;
        }
        if (!AlienProtocol.isMillrace(buffer, offset, length)) {
            return Verdict.ALIEN;
        }
        return length < ENOUGH_FOR_MILLRACE ? Verdict.UNKNOWN : Verdict.MILLRACE;
    }

    static MillraceException error(String link, Verdict verdict, ByteBuffer buffer, int offset, int length) {
        @Nullable String alien = verdict == Verdict.MILLRACE ? MILLRACE : AlienProtocol.describe(buffer, offset, length);
        return MillraceException.of(
                ErrorCode.PEER_SPEAKS_NO_TLS,
                link + ": the peer does not speak TLS" + (alien == null ? "" : "; it looks like " + alien),
                verdict == Verdict.MILLRACE
                        ? "write tcps:// on the other side, or tcp:// on this one"
                        : "check the address and port");
    }

    /** Tells a peer that speaks plain Millrace, in words that it understands. */
    static void reject(FrameLink sockets) {
        ByteBuffer frame = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
        frame.limit(new Reject(Reject.TLS, true, 0, REASON).encode(frame, 0, new FrameChecksum()));
        try {
            sockets.write(frame);
        } catch (MillraceException e) {
            // Gone already
        }
    }
}
