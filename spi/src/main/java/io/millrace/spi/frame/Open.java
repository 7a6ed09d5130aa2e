// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_OPEN;
import static io.millrace.spi.frame.FrameDescriptor.MAX_FRAME;

import io.millrace.error.ProtocolException;
import io.millrace.error.RemoteText;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An OPEN: announces a publication on a link, before anything else of it. Immutable, for any thread; encoded and decoded
 * by the session, once a stream and link. The list of a link's OPENs ends with {@link #encodeEnd}.
 *
 * @param streamId the stream's id from here on; 1 to 65535
 * @param name the stream's name; 1 to 256 bytes of UTF-8
 * @param epoch random number of the ring's contents; never 0
 * @param joinPosition where a receiver without a cursor of this epoch starts
 * @param redeliveredBelow frames before this position may have been processed before
 * @param frameSize longest frame of the stream in bytes, header included
 * @param window bytes that the publisher would like to have in flight
 * @param largestMessage longest message in bytes
 * @param checksum {@link #CHECKSUM_NONE} or {@link #CHECKSUM_CRC32C}
 * @param priority streams of a higher one are served first; 0 to 255
 * @param extensions further entries, unknown ones included
 */
public record Open(
        int streamId,
        String name,
        long epoch,
        long joinPosition,
        long redeliveredBelow,
        int frameSize,
        int window,
        long largestMessage,
        int checksum,
        int priority,
        List<Extension> extensions) {

    /** The stream's frames carry no checksum. */
    public static final int CHECKSUM_NONE = 0;

    /** Every frame of the stream carries a checksum. */
    public static final int CHECKSUM_CRC32C = 1;

    private static final int EPOCH = HEADER_LENGTH;
    private static final int JOIN_POSITION = HEADER_LENGTH + 8;
    private static final int REDELIVERED_BELOW = HEADER_LENGTH + 16;
    private static final int LARGEST_MESSAGE = HEADER_LENGTH + 24;
    private static final int FRAME_SIZE = HEADER_LENGTH + 32;
    private static final int WINDOW = HEADER_LENGTH + 36;
    private static final int CHECKSUM = HEADER_LENGTH + 40;
    private static final int PRIORITY = HEADER_LENGTH + 41;
    private static final int NAME_LENGTH = HEADER_LENGTH + 42;
    private static final int EXTENSIONS_LENGTH = HEADER_LENGTH + 44;
    private static final int RESERVED = HEADER_LENGTH + 46;
    private static final int NAME = HEADER_LENGTH + 48;

    /** Checks every bound. */
    public Open {
        ControlFrame.requireStream(streamId);
        Text.encode("name", name, 1);
        ControlFrame.require(epoch != 0, "epoch", epoch, "anything but 0");
        checkBounds(
                ControlFrame.OURS,
                joinPosition,
                redeliveredBelow,
                frameSize,
                window,
                largestMessage,
                checksum,
                priority);
        extensions = List.copyOf(extensions);
        ControlFrame.requireRange("extensions length", Extension.encodedLength(extensions), 0, 0xFFFF);
    }

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public int encode(ByteBuffer b, int offset, FrameChecksum frameChecksum) {
        byte[] text = Text.encode("name", name, 1);
        int extensionsLength = Extension.encodedLength(extensions);
        ControlFrame.begin(b, offset, KIND_OPEN, NAME + text.length + extensionsLength, 0, streamId, 0, 0);
        b.putLong(offset + EPOCH, epoch);
        b.putLong(offset + JOIN_POSITION, joinPosition);
        b.putLong(offset + REDELIVERED_BELOW, redeliveredBelow);
        b.putLong(offset + LARGEST_MESSAGE, largestMessage);
        b.putInt(offset + FRAME_SIZE, frameSize);
        b.putInt(offset + WINDOW, window);
        b.put(offset + CHECKSUM, (byte) checksum);
        b.put(offset + PRIORITY, (byte) priority);
        b.putShort(offset + NAME_LENGTH, (short) text.length);
        b.putShort(offset + EXTENSIONS_LENGTH, (short) extensionsLength);
        b.put(offset + NAME, text);
        Extension.encode(extensions, b, offset + NAME + text.length);
        return ControlFrame.finish(b, offset, frameChecksum);
    }

    /** Writes the OPEN of stream 0, which says that all streams are named; returns its length. */
    public static int encodeEnd(ByteBuffer b, int offset, FrameChecksum frameChecksum) {
        ControlFrame.begin(b, offset, KIND_OPEN, HEADER_LENGTH, 0, 0, 0, 0);
        return ControlFrame.finish(b, offset, frameChecksum);
    }

    /**
     * True if the OPEN at {@code offset} ends the list instead of naming a stream.
     *
     * @throws ProtocolException as {@link #decode}
     */
    public static boolean isEnd(ByteBuffer b, int offset) {
        int frameLength = checkHeader(b, offset);
        if (FrameFlyweight.streamId(b, offset) != 0) {
            return false;
        }
        ControlFrame.checkField(frameLength == HEADER_LENGTH, KIND_OPEN, "frameLength of stream 0", frameLength, "32");
        return true;
    }

    /**
     * Reads the OPEN of a stream at {@code offset}; ask {@link #isEnd} first.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static Open decode(ByteBuffer b, int offset) {
        int frameLength = checkHeader(b, offset);
        ControlFrame.checkField(frameLength > NAME, KIND_OPEN, "frameLength", frameLength, "at least " + (NAME + 1));
        int nameLength = b.getShort(offset + NAME_LENGTH) & 0xFFFF;
        int extensionsLength = b.getShort(offset + EXTENSIONS_LENGTH) & 0xFFFF;
        int expected = NAME + nameLength + extensionsLength;
        ControlFrame.checkField(
                frameLength == expected,
                KIND_OPEN,
                "frameLength",
                frameLength,
                "what its parts add up to, " + expected);
        int reserved = b.getShort(offset + RESERVED) & 0xFFFF;
        ControlFrame.checkField(reserved == 0, KIND_OPEN, "body bytes 46 to 47", reserved, "0");
        // Everything is looked at before anything is made of it
        Extension.check(b, offset + NAME + nameLength, extensionsLength, KIND_OPEN);
        Text.check(b, offset + NAME, nameLength, 1, KIND_OPEN, "name");
        long epoch = b.getLong(offset + EPOCH);
        ControlFrame.checkField(epoch != 0, KIND_OPEN, "epoch", epoch, "anything but 0");
        ControlFrame.checkStream(b, offset, KIND_OPEN);
        long joinPosition = b.getLong(offset + JOIN_POSITION);
        long redeliveredBelow = b.getLong(offset + REDELIVERED_BELOW);
        int frameSize = b.getInt(offset + FRAME_SIZE);
        int window = b.getInt(offset + WINDOW);
        long largestMessage = b.getLong(offset + LARGEST_MESSAGE);
        int checksum = b.get(offset + CHECKSUM) & 0xFF;
        int priority = b.get(offset + PRIORITY) & 0xFF;
        checkBounds(KIND_OPEN, joinPosition, redeliveredBelow, frameSize, window, largestMessage, checksum, priority);
        return new Open(
                FrameFlyweight.streamId(b, offset),
                Text.decode(b, offset + NAME, nameLength),
                epoch,
                joinPosition,
                redeliveredBelow,
                frameSize,
                window,
                largestMessage,
                checksum,
                priority,
                Extension.decode(b, offset + NAME + nameLength, extensionsLength));
    }

    private static void checkBounds(
            int peersKind,
            long joinPosition,
            long redeliveredBelow,
            int frameSize,
            int window,
            long largestMessage,
            int checksum,
            int priority) {
        ControlFrame.checkFramePosition(peersKind, "joinPosition", joinPosition);
        ControlFrame.checkFramePosition(peersKind, "redeliveredBelow", redeliveredBelow);
        ControlFrame.checkRange(peersKind, "frameSize", frameSize, HEADER_LENGTH, MAX_FRAME);
        ControlFrame.checkRange(peersKind, "window", window, 1, Integer.MAX_VALUE);
        ControlFrame.checkRange(peersKind, "largestMessage", largestMessage, 0, Long.MAX_VALUE);
        ControlFrame.checkRange(peersKind, "checksum", checksum, CHECKSUM_NONE, CHECKSUM_CRC32C);
        ControlFrame.checkRange(peersKind, "priority", priority, 0, 0xFF);
    }

    private static int checkHeader(ByteBuffer b, int offset) {
        int frameLength = ControlFrame.check(b, offset, KIND_OPEN, HEADER_LENGTH);
        ControlFrame.checkNoStatus(b, offset, KIND_OPEN);
        ControlFrame.checkNoPosition(b, offset, KIND_OPEN);
        ControlFrame.checkNoCorrelation(b, offset, KIND_OPEN);
        return frameLength;
    }

    /** For logs: one line, with the peer's text made safe to print. */
    @Override
    public String toString() {
        return "OPEN of stream " + streamId + " '" + RemoteText.clean(name, 64) + "' epoch " + Long.toHexString(epoch)
                + " joinPosition " + joinPosition + " redeliveredBelow " + redeliveredBelow + " frameSize " + frameSize
                + " window " + window + " largestMessage " + largestMessage + " checksum " + checksum + " priority "
                + priority + " " + extensions;
    }
}
