// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_REJECT;
import static io.millrace.spi.frame.FrameDescriptor.MAGIC;
import static io.millrace.spi.frame.FrameDescriptor.MAX_TEXT_BYTES;

import io.millrace.error.ProtocolException;
import io.millrace.error.RemoteText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A REJECT: this session, or this link of it, is refused. Immutable, for any thread; encoded and decoded by the
 * session. Codes above those named here are decoded too: a newer peer must be able to say no.
 *
 * @param code why; one of the constants
 * @param beforeWelcome whether it answers a HELLO; then it carries the magic
 * @param retryAfterMs not to be tried again earlier; 0 if the peer does not say
 * @param reason a sentence for people; up to 256 bytes of UTF-8, may be empty
 */
public record Reject(int code, boolean beforeWelcome, int retryAfterMs, String reason) {

    /** No common protocol version. */
    public static final int VERSION = 1;

    /** The schema digests differ. */
    public static final int SCHEMA = 2;

    /** Not authenticated, or not allowed. */
    public static final int AUTH = 3;

    /** The listener has too much to do. */
    public static final int OVERLOADED = 4;

    /** A newer link has this session, or a newer session this identity. */
    public static final int SUPERSEDED = 5;

    /** A limit on sessions or streams is reached. */
    public static final int LIMIT = 6;

    /** The endpoint cannot give the guarantee that is asked for. */
    public static final int GUARANTEE = 7;

    /** The endpoint is closing down. */
    public static final int DRAINING = 8;

    /** What was sent is not Millrace. */
    public static final int NOT_MILLRACE = 9;

    /** The token is altered, signed with a key that is not known, or not understood. */
    public static final int TOKEN_INVALID = 10;

    /** The token's time is over, or has not begun. */
    public static final int TOKEN_EXPIRED = 11;

    /** The token is for another listener. */
    public static final int TOKEN_AUDIENCE = 12;

    /** Another session has used the token. */
    public static final int TOKEN_REPLAYED = 13;

    /** The identity is not what token, certificate or user prove. */
    public static final int IDENTITY_UNPROVEN = 14;

    /** The listener speaks TLS, and this REJECT is the only plain text that it sends. */
    public static final int TLS = 20;

    private static final int RETRY_AFTER = HEADER_LENGTH;
    private static final int REASON_LENGTH = HEADER_LENGTH + 4;
    private static final int RESERVED = HEADER_LENGTH + 6;
    private static final int REASON = HEADER_LENGTH + 8;

    /** Checks every bound. */
    public Reject {
        checkBounds(ControlFrame.OURS, code, retryAfterMs);
        Text.encode("reason", reason, 0);
    }

    /** The same with the reason cut to the 256 bytes that fit, between two characters. */
    public static Reject truncating(int code, boolean beforeWelcome, int retryAfterMs, String reason) {
        String fitting = reason;
        while (fitting.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        return new Reject(code, beforeWelcome, retryAfterMs, fitting);
    }

    /** The name of a code for messages. */
    public static String codeName(int code) {
        return switch (code) {
            case VERSION -> "VERSION";
            case SCHEMA -> "SCHEMA";
            case AUTH -> "AUTH";
            case OVERLOADED -> "OVERLOADED";
            case SUPERSEDED -> "SUPERSEDED";
            case LIMIT -> "LIMIT";
            case GUARANTEE -> "GUARANTEE";
            case DRAINING -> "DRAINING";
            case NOT_MILLRACE -> "NOT_MILLRACE";
            case TOKEN_INVALID -> "TOKEN_INVALID";
            case TOKEN_EXPIRED -> "TOKEN_EXPIRED";
            case TOKEN_AUDIENCE -> "TOKEN_AUDIENCE";
            case TOKEN_REPLAYED -> "TOKEN_REPLAYED";
            case IDENTITY_UNPROVEN -> "IDENTITY_UNPROVEN";
            case TLS -> "TLS";
            default -> "code " + code;
        };
    }

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public int encode(ByteBuffer b, int offset, FrameChecksum checksum) {
        byte[] text = Text.encode("reason", reason, 0);
        ControlFrame.begin(b, offset, KIND_REJECT, REASON + text.length, code, 0, beforeWelcome ? MAGIC : 0, 0);
        b.putInt(offset + RETRY_AFTER, retryAfterMs);
        b.putShort(offset + REASON_LENGTH, (short) text.length);
        b.put(offset + REASON, text);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Reads the REJECT at {@code offset}.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static Reject decode(ByteBuffer b, int offset) {
        int frameLength = ControlFrame.check(b, offset, KIND_REJECT, REASON);
        ControlFrame.checkNoStream(b, offset, KIND_REJECT);
        ControlFrame.checkNoCorrelation(b, offset, KIND_REJECT);
        long position = FrameFlyweight.position(b, offset);
        ControlFrame.checkField(
                position == MAGIC || position == 0, KIND_REJECT, "position", position, "0 or the magic");
        int reserved = b.getShort(offset + RESERVED) & 0xFFFF;
        ControlFrame.checkField(reserved == 0, KIND_REJECT, "body bytes 6 to 7", reserved, "0");
        int reasonLength = b.getShort(offset + REASON_LENGTH) & 0xFFFF;
        ControlFrame.checkField(
                reasonLength == frameLength - REASON,
                KIND_REJECT,
                "reasonLength",
                reasonLength,
                "the " + (frameLength - REASON) + " bytes that follow");
        int code = FrameFlyweight.status(b, offset);
        int retryAfterMs = b.getInt(offset + RETRY_AFTER);
        checkBounds(KIND_REJECT, code, retryAfterMs);
        Text.check(b, offset + REASON, reasonLength, 0, KIND_REJECT, "reason");
        return new Reject(code, position == MAGIC, retryAfterMs, Text.decode(b, offset + REASON, reasonLength));
    }

    private static void checkBounds(int peersKind, int code, int retryAfterMs) {
        ControlFrame.checkRange(peersKind, "code", code, 1, 0xFF);
        ControlFrame.checkRange(peersKind, "retryAfterMs", retryAfterMs, 0, Integer.MAX_VALUE);
    }

    /** For logs: one line, with the peer's text made safe to print. */
    @Override
    public String toString() {
        return "REJECT " + codeName(code) + (beforeWelcome ? " of the handshake" : "") + " retryAfterMs " + retryAfterMs
                + " '" + RemoteText.clean(reason, MAX_TEXT_BYTES) + "'";
    }
}
