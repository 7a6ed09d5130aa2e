// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.error.MillraceException;
import io.millrace.internal.session.HelloReader;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The first bytes of a stranger, in pieces: a HELLO, or a typed error, and the same one however they are cut. */
public final class HelloTarget {

    private static final int CAPACITY = 2 * FrameDescriptor.MAX_HANDSHAKE_FRAME;
    private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private static final FrameChecksum CHECKSUM = new FrameChecksum();

    private HelloTarget() {}

    /** One input: the first byte says how it is cut, the second whether it gets a right checksum, the rest comes. */
    public static void fuzzerTestOneInput(byte[] data) {
        int length = Math.min(data.length - 2, CAPACITY);
        if (length <= 0) {
            return;
        }
        BYTES.clear();
        BYTES.put(0, data, 2, length);
        if ((data[1] & 1) != 0 && length >= FrameDescriptor.HEADER_LENGTH) {
            int frameLength = BYTES.getInt(0);
            if (frameLength >= FrameDescriptor.HEADER_LENGTH && frameLength <= length) {
                CHECKSUM.seal(BYTES, 0);
            }
        }
        int piece = 1 + (data[0] & 0xFF);
        HelloReader inPieces = new HelloReader();
        String pieces = read(inPieces, length, piece);
        HelloReader atOnce = new HelloReader();
        String once = read(atOnce, length, length);
        boolean greeted = inPieces.hello() != null;
        if (greeted != (atOnce.hello() != null)
                || (greeted && !String.valueOf(inPieces.hello()).equals(String.valueOf(atOnce.hello())))) {
            throw new AssertionError("in pieces " + pieces + ", at once " + once);
        }
    }

    private static String read(HelloReader reader, int length, int piece) {
        int offset = 0;
        try {
            for (int end = Math.min(piece, length); ; end = Math.min(end + piece, length)) {
                int taken = reader.onBytes(BYTES, offset, end - offset);
                if (taken < 0 || taken > end - offset) {
                    throw new AssertionError("took " + taken + " of " + (end - offset));
                }
                offset += taken;
                if (end == length || reader.hello() != null) {
                    return "took " + offset;
                }
            }
        } catch (MillraceException refused) {
            return String.valueOf(refused.code());
        }
    }
}
