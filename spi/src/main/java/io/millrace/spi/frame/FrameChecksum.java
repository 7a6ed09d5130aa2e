// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.CHECKSUM_OFFSET;
import static io.millrace.spi.frame.FrameDescriptor.FLAG_CHECKSUM;
import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes, writes and verifies the CRC32C of frames. Confined to one thread at a time: each agent, and each holder of
 * a lock under which frames are sealed, has an instance of its own and keeps it. It holds no buffer between calls, needs
 * no closing and allocates nothing after construction.
 */
public final class FrameChecksum {

    // The frame is copied through here instead of moving the position of the caller's buffer, which other threads
    // share, or of a duplicate per buffer, which would be garbage or would pin the buffer. Without the checksum field
    // the
    // bytes become contiguous, so that a small frame costs one call of the intrinsic, not two.
    private final byte[] scratch = new byte[4096];
    private final CRC32C crc = new CRC32C();

    /** An instance for one thread. */
    public FrameChecksum() {}

    /** The CRC32C of the frame at {@code offset}, bytes 0 to 11 and 16 to frameLength; its length must be valid. */
    public int computeChecksum(ByteBuffer b, int offset) {
        int end = offset + FrameFlyweight.frameLength(b, offset);
        int from = offset + CHECKSUM_OFFSET + Integer.BYTES;
        b.get(offset, scratch, 0, CHECKSUM_OFFSET);
        crc.reset();
        int filled = CHECKSUM_OFFSET;
        while (from < end) {
            int chunk = Math.min(end - from, scratch.length - filled);
            b.get(from, scratch, filled, chunk);
            crc.update(scratch, 0, filled + chunk);
            from += chunk;
            filled = 0;
        }
        return (int) crc.getValue();
    }

    /** Sets the CHECKSUM flag of a finished frame and writes its checksum: the last thing done to a frame. */
    public void seal(ByteBuffer b, int offset) {
        FrameFlyweight.flags(b, offset, FrameFlyweight.flags(b, offset) | FLAG_CHECKSUM);
        FrameFlyweight.checksum(b, offset, computeChecksum(b, offset));
    }

    /**
     * True if the frame carries a checksum and it is right. A frame without the flag is a bad one here: call this only
     * for control frames and for streams that were opened with checksums. A length that does not fit into the buffer
     * is false too, never an exception.
     */
    public boolean verify(ByteBuffer b, int offset) {
        int available = b.limit() - offset;
        if (available < HEADER_LENGTH) {
            return false;
        }
        int frameLength = FrameFlyweight.frameLength(b, offset);
        return frameLength >= HEADER_LENGTH
                && frameLength <= available
                && (FrameFlyweight.flags(b, offset) & FLAG_CHECKSUM) != 0
                && FrameFlyweight.checksum(b, offset) == computeChecksum(b, offset);
    }
}
