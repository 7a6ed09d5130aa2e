// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a dialler says at a listener's door: over which two streams the link is to go. Little-endian: i64 magic; i64 number of
 * the link; i32 stream and i32 session from the dialler; i32 stream and i32 session to the dialler; u8 length and ASCII text
 * of the address at which the dialler receives, empty over IPC.
 *
 * @param linkId random, for descriptions
 * @param streamId of the stream to the listener, above all at which one knocks
 * @param sessionId of that stream
 * @param replyStreamId of the stream to the dialler
 * @param replySessionId of that stream
 * @param replyEndpoint at which the dialler receives; empty over IPC
 */
record Knock(long linkId, int streamId, int sessionId, int replyStreamId, int replySessionId, String replyEndpoint) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@code MRAERON1}. */
    private static final long MAGIC = 0x314E4F524541524DL;

    private static final int FIXED_BYTES = 33;
    private static final int MOST_TEXT = 100;

    /** For a new link. Nobody can guess the numbers, so nobody listens in on them by mistake. */
    static Knock of(String replyEndpoint) {
        return new Knock(
                RANDOM.nextLong(), streamNumber(), RANDOM.nextInt(), streamNumber(), RANDOM.nextInt(), replyEndpoint);
    }

    private static int streamNumber() {
        return AeronOptions.MOST_STREAM_ID + 1 + RANDOM.nextInt(AeronOptions.MOST_STREAM_ID);
    }

    UnsafeBuffer encode() {
        byte[] text = replyEndpoint.getBytes(StandardCharsets.US_ASCII);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FIXED_BYTES + text.length]);
        buffer.putLong(0, MAGIC);
        buffer.putLong(8, linkId);
        buffer.putInt(16, streamId);
        buffer.putInt(20, sessionId);
        buffer.putInt(24, replyStreamId);
        buffer.putInt(28, replySessionId);
        buffer.putByte(32, (byte) text.length);
        buffer.putBytes(FIXED_BYTES, text);
        return buffer;
    }

    /** Reads one; null if the bytes are none, whoever has sent them. */
    static @Nullable Knock decode(DirectBuffer buffer, int offset, int length) {
        if (length < FIXED_BYTES || buffer.getLong(offset) != MAGIC) {
            return null;
        }
        int text = buffer.getByte(offset + 32) & 0xFF;
        int streamId = buffer.getInt(offset + 16);
        int replyStreamId = buffer.getInt(offset + 24);
        if (text > MOST_TEXT
                || length != FIXED_BYTES + text
                || streamId <= AeronOptions.MOST_STREAM_ID
                || replyStreamId <= AeronOptions.MOST_STREAM_ID) {
            return null;
        }
        byte[] reply = new byte[text];
        buffer.getBytes(offset + FIXED_BYTES, reply);
        return new Knock(
                buffer.getLong(offset + 8),
                streamId,
                buffer.getInt(offset + 20),
                replyStreamId,
                buffer.getInt(offset + 28),
                new String(reply, StandardCharsets.US_ASCII));
    }

    /** The link's number as in descriptions. */
    String label() {
        return String.format("#%08x", (int) linkId);
    }
}
