// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_PING;
import static io.millrace.spi.frame.FrameDescriptor.KIND_PONG;

import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A PING, with what was written of each stream to this link, and the PONG that answers it. Stateless, for any thread
 * that owns the bytes; allocates nothing. A PING is written by {@link #begin}, {@link #addEntry} for each stream with
 * unacknowledged data, and {@link #finish}; several follow each other if one has not room for all streams. Call {@link
 * #check} before the getters.
 */
public final class PingFrame {

    /** Header and body of a PING without entries, in bytes. */
    public static final int MIN_LENGTH = HEADER_LENGTH + 8;

    /** Header of a PONG, in bytes. */
    public static final int PONG_LENGTH = HEADER_LENGTH;

    private static final int COUNT = HEADER_LENGTH;
    private static final int ENTRIES = HEADER_LENGTH + 8;
    private static final int ENTRY_LENGTH = 16;
    private static final int ENTRY_POSITION = 8;

    private PingFrame() {}

    /** How many entries fit into a frame of so many bytes. */
    public static int maxEntries(int maxFrame) {
        return Math.max(0, Math.min((maxFrame - ENTRIES) / ENTRY_LENGTH, 0xFFFF));
    }

    /**
     * Begins a PING without entries.
     *
     * @param nonce the PONG repeats it
     * @param askedStreamId the stream whose STATUS is wanted, or 0
     */
    public static void begin(ByteBuffer b, int offset, long nonce, int askedStreamId) {
        ControlFrame.requireRange("askedStreamId", askedStreamId, 0, FrameDescriptor.MAX_STREAM_ID);
        ControlFrame.begin(b, offset, KIND_PING, MIN_LENGTH, 0, askedStreamId, 0, nonce);
    }

    /** Adds the position up to which a stream's frames were wholly written to this link. */
    public static void addEntry(ByteBuffer b, int offset, int streamId, long written) {
        ControlFrame.requireStream(streamId);
        ControlFrame.requirePosition("written", written);
        int count = count(b, offset);
        int entry = offset + ENTRIES + count * ENTRY_LENGTH;
        b.putLong(entry, streamId);
        b.putLong(entry + ENTRY_POSITION, written);
        b.putShort(offset + COUNT, (short) (count + 1));
        FrameFlyweight.frameLength(b, offset, ENTRIES + (count + 1) * ENTRY_LENGTH);
    }

    /** Writes padding and checksum; returns the aligned length. */
    public static int finish(ByteBuffer b, int offset, FrameChecksum checksum) {
        return ControlFrame.finish(b, offset, checksum);
    }

    /** Writes the PONG that answers the PING of this nonce; returns its length. */
    public static int encodePong(ByteBuffer b, int offset, FrameChecksum checksum, long nonce) {
        ControlFrame.begin(b, offset, KIND_PONG, PONG_LENGTH, 0, 0, 0, nonce);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks a PING and all its entries.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        int frameLength = ControlFrame.check(b, offset, KIND_PING, MIN_LENGTH);
        ControlFrame.checkNoStatus(b, offset, KIND_PING);
        ControlFrame.checkNoPosition(b, offset, KIND_PING);
        long reserved = b.getLong(offset + COUNT) >>> 16;
        ControlFrame.checkField(reserved == 0, KIND_PING, "body bytes 2 to 7", reserved, "0");
        int count = count(b, offset);
        int expected = ENTRIES + count * ENTRY_LENGTH;
        if (frameLength != expected) {
            throw ControlFrame.bad(KIND_PING, "frameLength", frameLength, expected + " for its " + count + " entries");
        }
        for (int i = 0; i < count; i++) {
            long streamId = b.getLong(entry(offset, i));
            if (streamId < 1 || streamId > FrameDescriptor.MAX_STREAM_ID) {
                throw ControlFrame.bad(
                        KIND_PING, "streamId of entry " + i, streamId, "1 to 65535, and zeros behind it");
            }
            long written = entryWritten(b, offset, i);
            if (!ControlFrame.isPosition(written)) {
                throw ControlFrame.bad(
                        KIND_PING, "position of entry " + i, written, "a multiple of 32 and not negative");
            }
        }
    }

    /**
     * Checks a PONG.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void checkPong(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_PONG, PONG_LENGTH);
        ControlFrame.checkNoStatus(b, offset, KIND_PONG);
        ControlFrame.checkNoStream(b, offset, KIND_PONG);
        ControlFrame.checkNoPosition(b, offset, KIND_PONG);
    }

    /** Of a PING or a PONG. */
    public static long nonce(ByteBuffer b, int offset) {
        return FrameFlyweight.correlationId(b, offset);
    }

    /** The stream whose STATUS is wanted, or 0. */
    public static int askedStreamId(ByteBuffer b, int offset) {
        return FrameFlyweight.streamId(b, offset);
    }

    /** How many entries the PING has. */
    public static int count(ByteBuffer b, int offset) {
        return b.getShort(offset + COUNT) & 0xFFFF;
    }

    public static int entryStreamId(ByteBuffer b, int offset, int index) {
        return b.getShort(entry(offset, index)) & 0xFFFF;
    }

    /** The position up to which the stream's frames were wholly written before this PING. */
    public static long entryWritten(ByteBuffer b, int offset, int index) {
        return b.getLong(entry(offset, index) + ENTRY_POSITION);
    }

    private static int entry(int offset, int index) {
        return offset + ENTRIES + index * ENTRY_LENGTH;
    }
}
