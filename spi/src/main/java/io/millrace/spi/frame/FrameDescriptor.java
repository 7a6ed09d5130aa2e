// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

/**
 * The layout of a frame's 32-byte header and the constants of the wire protocol, version 1. Constants only: any thread
 * may use it.
 *
 * <pre>
 *   0         1         2         3         4         5         6         7
 *   +---------+---------+---------+---------+---------+---------+---------+---------+
 *  0|              frameLength              | version |  kind   |  flags  | status  |
 *   +-------------------+-------------------+---------+---------+---------+---------+
 *  8|     streamId      |      typeId       |               checksum                |
 *   +-------------------+-------------------+---------------------------------------+
 * 16|                                   position                                    |
 *   +-------------------------------------------------------------------------------+
 * 24|                                 correlationId                                 |
 *   +-------------------------------------------------------------------------------+
 * </pre>
 *
 * <p>All fields are little-endian. {@code frameLength} counts the header and the payload, not the padding; every frame
 * starts on a multiple of {@link #ALIGNMENT} and is zero-padded up to the next one.
 */
public final class FrameDescriptor {

    /** Bytes of a frame's header. */
    public static final int HEADER_LENGTH = 32;

    /** Every frame starts on a multiple of this many bytes. */
    public static final int ALIGNMENT = 32;

    /** The only version of the header there is. */
    public static final int VERSION = 1;

    /** i32: header and payload in bytes, without padding. */
    public static final int LENGTH_OFFSET = 0;

    /** u8: {@link #VERSION}. */
    public static final int VERSION_OFFSET = 4;

    /** u8: one of the {@code KIND_} constants. */
    public static final int KIND_OFFSET = 5;

    /** u8: a set of the {@code FLAG_} constants. */
    public static final int FLAGS_OFFSET = 6;

    /** u8: the status of a REJECT, RESPONSE, CLOSE, UNSUBSCRIBE or BYE; 0 on everything else. */
    public static final int STATUS_OFFSET = 7;

    /** u16: the stream; 0 on frames that concern the whole session. */
    public static final int STREAM_ID_OFFSET = 8;

    /** u16: the application's message type; 0 if untyped. */
    public static final int TYPE_ID_OFFSET = 10;

    /** u32: CRC32C of the frame without these four bytes if {@link #FLAG_CHECKSUM} is set, else 0. */
    public static final int CHECKSUM_OFFSET = 12;

    /** i64: position of the frame's first byte in its stream; the magic or another value on control frames. */
    public static final int POSITION_OFFSET = 16;

    /** i64: the producer's id, the span of a PAD, or another value on control frames. */
    public static final int CORRELATION_ID_OFFSET = 24;

    /** First fragment of a message. */
    public static final int FLAG_BEGIN = 0x80;

    /** Last fragment of a message. */
    public static final int FLAG_END = 0x40;

    /** BEGIN and END: the message is one frame. */
    public static final int FLAGS_UNFRAGMENTED = FLAG_BEGIN | FLAG_END;

    /** The payload starts with a headers block. */
    public static final int FLAG_HEADERS = 0x20;

    /** The checksum field is valid. */
    public static final int FLAG_CHECKSUM = 0x08;

    /** Every flag that version 1 defines; the others must be 0. */
    public static final int FLAGS_KNOWN = FLAGS_UNFRAGMENTED | FLAG_HEADERS | FLAG_CHECKSUM;

    /** Covers unused bytes of a ring; only its header travels. */
    public static final int KIND_PAD = 0;

    /** A message, or a fragment of one. */
    public static final int KIND_DATA = 1;

    /** A message that expects a reply. */
    public static final int KIND_REQUEST = 2;

    /** The reply to a request. */
    public static final int KIND_RESPONSE = 3;

    /** A signal of a stream to its subscribers. */
    public static final int KIND_SIGNAL = 4;

    /** The dialler's first frame. */
    public static final int KIND_HELLO = 16;

    /** The listener's answer to a HELLO that it accepts. */
    public static final int KIND_WELCOME = 17;

    /** A refusal with a code and a reason. */
    public static final int KIND_REJECT = 18;

    /** Announces a publication; with stream id 0 the end of the list. */
    public static final int KIND_OPEN = 19;

    /** A subscriber's acknowledgement and credit. */
    public static final int KIND_STATUS = 20;

    /** The end of a stream. */
    public static final int KIND_CLOSE = 21;

    /** A sign of life, and what was written up to now. */
    public static final int KIND_PING = 22;

    /** The answer to a PING. */
    public static final int KIND_PONG = 23;

    /** A range of a stream that will not come. */
    public static final int KIND_GAP = 24;

    /** The end of a session. */
    public static final int KIND_BYE = 25;

    /** A subscriber's refusal or farewell. */
    public static final int KIND_UNSUBSCRIBE = 26;

    /** Kinds from here on are skipped by who does not know them. */
    public static final int KIND_SKIPPABLE = 128;

    /** The eight ASCII bytes {@code MILLRACE} as a little-endian long. */
    public static final long MAGIC = 0x4543_4152_4C4C_494DL;

    /** The largest frame, in bytes, that may be sent before WELCOME. */
    public static final int MAX_HANDSHAKE_FRAME = 4096;

    /** The largest frame length that any peer may agree on; keeps every sum of lengths inside an int. */
    public static final int MAX_FRAME = 1 << 29;

    /** The highest stream id. */
    public static final int MAX_STREAM_ID = 0xFFFF;

    /** The longest name, identity or reason in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 256;

    /**
     * The upper half of an unfragmented DATA frame's first eight bytes, without a checksum: {@code
     * (buffer.getLong(offset) >>> 32) == DATA_WORD} tests version, kind, flags and status at once.
     */
    public static final long DATA_WORD = word(KIND_DATA, FLAGS_UNFRAGMENTED);

    /** {@link #DATA_WORD} of a frame that carries a checksum. */
    public static final long DATA_WORD_CHECKSUM = word(KIND_DATA, FLAGS_UNFRAGMENTED | FLAG_CHECKSUM);

    private FrameDescriptor() {}

    /** Rounds a frame's length up to the bytes that it takes in a ring and on the wire. */
    public static int align(int length) {
        return (length + (ALIGNMENT - 1)) & -ALIGNMENT;
    }

    /** Version, kind, flags and a status of 0 as the upper half of a header's first eight bytes. */
    static long word(int kind, int flags) {
        return VERSION | (long) kind << 8 | (long) flags << 16;
    }

    /** Version, kind, flags and status as the upper half of a header's first eight bytes. */
    public static long word(int kind, int flags, int status) {
        return word(kind, flags) | (long) status << 24;
    }

    /** True for PAD, DATA, REQUEST, RESPONSE and SIGNAL: the kinds that have a position in a stream. */
    public static boolean isStreamKind(int kind) {
        return kind <= KIND_SIGNAL;
    }

    /** True for a kind that version 1 defines. */
    public static boolean isKnownKind(int kind) {
        return kind <= KIND_SIGNAL || (kind >= KIND_HELLO && kind <= KIND_UNSUBSCRIBE);
    }

    /** The name of a kind for messages: {@code "HELLO"}, or {@code "kind 77"} if there is no such kind. */
    public static String kindName(int kind) {
        return switch (kind) {
            case KIND_PAD -> "PAD";
            case KIND_DATA -> "DATA";
            case KIND_REQUEST -> "REQUEST";
            case KIND_RESPONSE -> "RESPONSE";
            case KIND_SIGNAL -> "SIGNAL";
            case KIND_HELLO -> "HELLO";
            case KIND_WELCOME -> "WELCOME";
            case KIND_REJECT -> "REJECT";
            case KIND_OPEN -> "OPEN";
            case KIND_STATUS -> "STATUS";
            case KIND_CLOSE -> "CLOSE";
            case KIND_PING -> "PING";
            case KIND_PONG -> "PONG";
            case KIND_GAP -> "GAP";
            case KIND_BYE -> "BYE";
            case KIND_UNSUBSCRIBE -> "UNSUBSCRIBE";
            default -> "kind " + kind;
        };
    }
}
