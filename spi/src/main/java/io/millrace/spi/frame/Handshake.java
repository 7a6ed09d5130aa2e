// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_HELLO;
import static io.millrace.spi.frame.FrameDescriptor.KIND_WELCOME;
import static io.millrace.spi.frame.FrameDescriptor.MAGIC;
import static io.millrace.spi.frame.FrameDescriptor.MAX_FRAME;
import static io.millrace.spi.frame.FrameDescriptor.MAX_HANDSHAKE_FRAME;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.error.RemoteText;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A HELLO, by which a dialler opens a session, or the WELCOME that answers it. Immutable, for any thread; encoded and
 * decoded by the session, once a link.
 *
 * @param kind HELLO or WELCOME
 * @param minVersion lowest protocol version that the sender speaks
 * @param maxVersion highest protocol version that the sender speaks
 * @param capabilities a bit for each optional ability: {@link #FRAGMENTS}, {@link #CAN_BE_DENIED}
 * @param sessionIdHigh upper half of the session's random id
 * @param sessionIdLow lower half of the session's random id
 * @param attempt counts the dialler's connections of this session; WELCOME repeats it
 * @param maxFrame longest frame, header included, that the sender accepts
 * @param heartbeatMs how often the sender says something
 * @param sessionTimeoutMs how long the sender keeps the session without a link
 * @param outcome {@link #NEW}, {@link #RESUMED} or {@link #TAKEN_OVER}; 0 in a HELLO
 * @param identity who the sender is, stable over restarts; 1 to 256 bytes of UTF-8
 * @param extensions further entries, unknown ones included
 */
public record Handshake(
        int kind,
        int minVersion,
        int maxVersion,
        int capabilities,
        long sessionIdHigh,
        long sessionIdLow,
        long attempt,
        int maxFrame,
        int heartbeatMs,
        int sessionTimeoutMs,
        int outcome,
        String identity,
        List<Extension> extensions) {

    /** The listener has not seen this session or identity before. */
    public static final int NEW = 0;

    /** The listener knows the session: streams go on where they were received. */
    public static final int RESUMED = 1;

    /** The listener knows the identity: a new session goes on where the old one had acknowledged. */
    public static final int TAKEN_OVER = 2;

    /** Bit of {@code capabilities}: the sender understands UNSUBSCRIBE(DENIED), and statuses that it does not know. */
    public static final int CAN_BE_DENIED = 1;

    /** Bit of {@code capabilities}: the sender puts the fragments of a message together. */
    public static final int FRAGMENTS = 2;

    private static final int MIN_VERSION = HEADER_LENGTH;
    private static final int MAX_VERSION = HEADER_LENGTH + 2;
    private static final int CAPABILITIES = HEADER_LENGTH + 4;
    private static final int SESSION_ID_HIGH = HEADER_LENGTH + 8;
    private static final int SESSION_ID_LOW = HEADER_LENGTH + 16;
    private static final int ATTEMPT = HEADER_LENGTH + 24;
    private static final int ACCEPTED_FRAME = HEADER_LENGTH + 32;
    private static final int HEARTBEAT = HEADER_LENGTH + 36;
    private static final int SESSION_TIMEOUT = HEADER_LENGTH + 40;
    private static final int OUTCOME = HEADER_LENGTH + 44;
    private static final int RESERVED_BYTE = HEADER_LENGTH + 45;
    private static final int IDENTITY_LENGTH = HEADER_LENGTH + 46;
    private static final int EXTENSIONS_LENGTH = HEADER_LENGTH + 48;
    private static final int RESERVED_LONG = HEADER_LENGTH + 48;
    private static final int IDENTITY = HEADER_LENGTH + 56;

    /** Checks every bound. */
    public Handshake {
        ControlFrame.requireRange("kind", kind, KIND_HELLO, KIND_WELCOME);
        checkBounds(
                ControlFrame.OURS,
                kind,
                minVersion,
                maxVersion,
                attempt,
                maxFrame,
                heartbeatMs,
                sessionTimeoutMs,
                outcome);
        extensions = List.copyOf(extensions);
        ControlFrame.requireRange(
                "frame length",
                IDENTITY + Text.encode("identity", identity, 1).length + Extension.encodedLength(extensions),
                IDENTITY + 1,
                MAX_HANDSHAKE_FRAME);
    }

    /** Writes the frame with its checksum and padding; returns the aligned length, at most 4 KiB. */
    public int encode(ByteBuffer b, int offset, FrameChecksum checksum) {
        byte[] id = Text.encode("identity", identity, 1);
        int extensionsLength = Extension.encodedLength(extensions);
        ControlFrame.begin(b, offset, kind, IDENTITY + id.length + extensionsLength, 0, 0, MAGIC, 0);
        b.putShort(offset + MIN_VERSION, (short) minVersion);
        b.putShort(offset + MAX_VERSION, (short) maxVersion);
        b.putInt(offset + CAPABILITIES, capabilities);
        b.putLong(offset + SESSION_ID_HIGH, sessionIdHigh);
        b.putLong(offset + SESSION_ID_LOW, sessionIdLow);
        b.putLong(offset + ATTEMPT, attempt);
        b.putInt(offset + ACCEPTED_FRAME, maxFrame);
        b.putInt(offset + HEARTBEAT, heartbeatMs);
        b.putInt(offset + SESSION_TIMEOUT, sessionTimeoutMs);
        b.put(offset + OUTCOME, (byte) outcome);
        b.putShort(offset + IDENTITY_LENGTH, (short) id.length);
        b.putShort(offset + EXTENSIONS_LENGTH, (short) extensionsLength);
        b.put(offset + IDENTITY, id);
        Extension.encode(extensions, b, offset + IDENTITY + id.length);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Reads the HELLO or WELCOME at {@code offset}.
     *
     * @param kind which of the two is expected
     * @throws ProtocolException NOT_MILLRACE without the magic, else as {@link HeaderRules#check} or BAD_CONTROL_FRAME
     */
    public static Handshake decode(ByteBuffer b, int offset, int kind) {
        int frameLength = ControlFrame.check(b, offset, kind, IDENTITY + 1);
        checkHeader(b, offset, kind, frameLength);
        int identityLength = b.getShort(offset + IDENTITY_LENGTH) & 0xFFFF;
        int extensionsLength = b.getShort(offset + EXTENSIONS_LENGTH) & 0xFFFF;
        int expected = IDENTITY + identityLength + extensionsLength;
        ControlFrame.checkField(
                frameLength == expected, kind, "frameLength", frameLength, "what its parts add up to, " + expected);
        // Everything is looked at before anything is made of it
        Extension.check(b, offset + IDENTITY + identityLength, extensionsLength, kind);
        Text.check(b, offset + IDENTITY, identityLength, 1, kind, "identity");
        int minVersion = b.getShort(offset + MIN_VERSION) & 0xFFFF;
        int maxVersion = b.getShort(offset + MAX_VERSION) & 0xFFFF;
        long attempt = b.getLong(offset + ATTEMPT);
        int maxFrame = b.getInt(offset + ACCEPTED_FRAME);
        int heartbeatMs = b.getInt(offset + HEARTBEAT);
        int sessionTimeoutMs = b.getInt(offset + SESSION_TIMEOUT);
        int outcome = b.get(offset + OUTCOME) & 0xFF;
        checkBounds(kind, kind, minVersion, maxVersion, attempt, maxFrame, heartbeatMs, sessionTimeoutMs, outcome);
        return new Handshake(
                kind,
                minVersion,
                maxVersion,
                b.getInt(offset + CAPABILITIES),
                b.getLong(offset + SESSION_ID_HIGH),
                b.getLong(offset + SESSION_ID_LOW),
                attempt,
                maxFrame,
                heartbeatMs,
                sessionTimeoutMs,
                outcome,
                Text.decode(b, offset + IDENTITY, identityLength),
                Extension.decode(b, offset + IDENTITY + identityLength, extensionsLength));
    }

    private static void checkBounds(
            int peersKind,
            int kind,
            int minVersion,
            int maxVersion,
            long attempt,
            int maxFrame,
            int heartbeatMs,
            int sessionTimeoutMs,
            int outcome) {
        ControlFrame.checkRange(peersKind, "maxVersion", maxVersion, 1, 0xFFFF);
        ControlFrame.checkRange(peersKind, "minVersion", minVersion, 1, maxVersion);
        ControlFrame.checkRange(peersKind, "attempt", attempt, 0, Long.MAX_VALUE);
        ControlFrame.checkRange(peersKind, "maxFrame", maxFrame, HEADER_LENGTH, MAX_FRAME);
        ControlFrame.checkRange(peersKind, "heartbeatMs", heartbeatMs, 1, Integer.MAX_VALUE);
        ControlFrame.checkRange(peersKind, "sessionTimeoutMs", sessionTimeoutMs, 0, Integer.MAX_VALUE);
        ControlFrame.checkRange(peersKind, "outcome", outcome, NEW, kind == KIND_HELLO ? NEW : TAKEN_OVER);
    }

    /** For logs: one line, with the peer's text made safe to print. */
    @Override
    public String toString() {
        return FrameDescriptor.kindName(kind) + " from '" + RemoteText.clean(identity, 64) + "' session "
                + Long.toHexString(sessionIdHigh) + ":" + Long.toHexString(sessionIdLow) + " attempt " + attempt
                + " versions " + minVersion + ".." + maxVersion + " capabilities 0x" + Integer.toHexString(capabilities)
                + " maxFrame " + maxFrame + " heartbeatMs " + heartbeatMs + " sessionTimeoutMs " + sessionTimeoutMs
                + " outcome " + outcome + " " + extensions;
    }

    private static void checkHeader(ByteBuffer b, int offset, int kind, int frameLength) {
        if (FrameFlyweight.position(b, offset) != MAGIC) {
            throw new ProtocolException(
                    ErrorCode.NOT_MILLRACE,
                    FrameDescriptor.kindName(kind) + " has 0x" + Long.toHexString(FrameFlyweight.position(b, offset))
                            + " where the magic 0x" + Long.toHexString(MAGIC) + " belongs",
                    "check that the address is that of a Millrace endpoint");
        }
        ControlFrame.checkField(
                frameLength <= MAX_HANDSHAKE_FRAME, kind, "frameLength", frameLength, "at most " + MAX_HANDSHAKE_FRAME);
        ControlFrame.checkNoStatus(b, offset, kind);
        ControlFrame.checkNoStream(b, offset, kind);
        ControlFrame.checkNoCorrelation(b, offset, kind);
        ControlFrame.checkField(
                b.get(offset + RESERVED_BYTE) == 0, kind, "body byte 45", b.get(offset + RESERVED_BYTE), "0");
        long reserved = b.getLong(offset + RESERVED_LONG) >>> 16;
        ControlFrame.checkField(reserved == 0, kind, "body bytes 50 to 55", reserved, "0");
    }

    /** True if the sender can be sent messages that are larger than a frame. */
    public boolean takesFragments() {
        return (capabilities & FRAGMENTS) != 0;
    }
}
