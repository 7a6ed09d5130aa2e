// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.AlienProtocol;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.HeaderRules;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the HELLO of a link that was just accepted, and not a byte more. What comes instead is told apart, so that the
 * error can say what the peer looks like. I/O agent's thread.
 */
public final class HelloReader implements FrameSink {

    static final String SPEAK_TLS = "write tcps:// on this side, or tcp:// on the other";

    private final FrameChecksum checksum = new FrameChecksum();
    private @Nullable Handshake hello;

    /** The HELLO, once it is here. */
    public @Nullable Handshake hello() {
        return hello;
    }

    @Override
    public int onBytes(ByteBuffer frames, int offset, int length) {
        if (hello != null || length < Integer.BYTES) {
            return 0;
        }
        int frameLength = FrameFlyweight.frameLength(frames, offset);
        if (frameLength < FrameDescriptor.HEADER_LENGTH || frameLength > FrameDescriptor.MAX_HANDSHAKE_FRAME) {
            throw notMillrace(frames, offset, length);
        }
        if (length >= FrameDescriptor.HEADER_LENGTH
                && FrameFlyweight.position(frames, offset) != FrameDescriptor.MAGIC) {
            throw notMillrace(frames, offset, length);
        }
        int alignedLength = FrameDescriptor.align(frameLength);
        if (length < alignedLength) {
            return 0;
        }
        if (!checksum.verify(frames, offset)) {
            throw new LinkException(
                    ErrorCode.BAD_CHECKSUM, "the checksum of a HELLO is wrong", "bytes were changed on the way");
        }
        HeaderRules.check(frames, offset);
        hello = Handshake.decode(frames, offset, FrameDescriptor.KIND_HELLO);
        return alignedLength;
    }

    static MillraceException notMillrace(ByteBuffer frames, int offset, int length) {
        MillraceException alien = alien(frames, offset, length);
        if (alien != null) {
            return alien;
        }
        return new ProtocolException(
                ErrorCode.NOT_MILLRACE,
                "the peer's first bytes are not those of a Millrace frame",
                "check that both sides speak Millrace on this address");
    }

    static @Nullable MillraceException alien(ByteBuffer frames, int offset, int length) {
        String looksLike = AlienProtocol.describe(frames, offset, length);
        if (looksLike == null) {
            return null;
        }
        if (AlienProtocol.isTls(frames, offset, length)) {
            return new ProtocolException(
                    ErrorCode.PEER_SPEAKS_TLS,
                    "the peer speaks TLS, and this end plain text; it looks like " + looksLike,
                    SPEAK_TLS);
        }
        return new ProtocolException(
                ErrorCode.NOT_MILLRACE,
                "the peer does not speak Millrace; it looks like " + looksLike,
                "check the address and port");
    }
}
