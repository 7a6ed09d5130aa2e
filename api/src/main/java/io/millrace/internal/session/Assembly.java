// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.error.ResourceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one message of a stream that is being put together: the header of its first fragment, and behind it every payload,
 * so that a view sees it as if it had come in one frame. Each payload is copied once. The buffer is kept for the next
 * message, and grows as fragments come: a peer that announces much and sends little costs little. One thread, that of
 * its {@link Delivery}.
 */
final class Assembly {

    private static final int FIRST_ROOM = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final String stream;
    private final int largestLength;
    private final AssemblyMemory memory;
    private final AssemblyMemory.Share share;
    private ByteBuffer bytes = NOTHING;
    private int length;
    private boolean complete;

    /** For messages of a payload of up to {@code largestMessage}, which {@link FragmentRules} has seen to. */
    Assembly(String stream, long largestMessage, AssemblyMemory memory) {
        this.stream = stream;
        this.memory = memory;
        this.share = memory.share();
        this.largestLength = (int) Math.min(largestMessage, Integer.MAX_VALUE - FrameDescriptor.HEADER_LENGTH)
                + FrameDescriptor.HEADER_LENGTH;
    }

    /** True if no message has been begun. */
    boolean isEmpty() {
        return length == 0;
    }

    /** True if the last fragment is there. */
    boolean isComplete() {
        return complete;
    }

    /** The message, as one frame at offset 0. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Length of that frame, header included. */
    int length() {
        return length;
    }

    /**
     * Adds the next fragment.
     *
     * @throws MillraceException if there is no room; see {@link #reserve}
     */
    void add(ByteBuffer frames, int offset, int frameLength) {
        if (!reserve(frameLength)) {
            throw memory.full();
        }
        int header = length == 0 ? FrameDescriptor.HEADER_LENGTH : 0;
        int copied = frameLength - FrameDescriptor.HEADER_LENGTH + header;
        bytes.put(length, frames, offset + FrameDescriptor.HEADER_LENGTH - header, copied);
        length += copied;
        complete = (FrameFlyweight.flags(frames, offset) & FrameDescriptor.FLAG_END) != 0;
    }

    /**
     * Makes room for the next fragment.
     *
     * @return false if that is more than the endpoint has for all its streams now; nothing has changed then
     * @throws ResourceException if there is no memory; nothing has changed then
     */
    boolean reserve(int frameLength) {
        int needed = length == 0 ? frameLength : length + frameLength - FrameDescriptor.HEADER_LENGTH;
        if (needed <= bytes.capacity()) {
            return true;
        }
        int doubled = (int) Math.min(largestLength, Math.max(FIRST_ROOM, 2L * bytes.capacity()));
        int capacity = Math.max(needed, doubled);
        int more = capacity - bytes.capacity();
        if (!share.claim(more)) {
            return false;
        }
        ByteBuffer larger;
        try {
            larger = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            share.release(more);
            throw new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory of " + capacity + " bytes to assemble a message of stream "
                            + RemoteText.clean(stream, 64),
                    "raise -XX:MaxDirectMemorySize, or lower max-message at this end or ring at the publisher",
                    e);
        }
        larger.put(0, bytes, 0, length);
        bytes = larger;
        return true;
    }

    /** The message is done with, or will not be completed. */
    void clear() {
        length = 0;
        complete = false;
        if (!share.finish()) {
            share.release(bytes.capacity());
            bytes = NOTHING;
        }
    }

    /** It will not be completed. Also on another thread than its own, which has been told to stop: it takes no memory away. */
    void reset() {
        length = 0;
        complete = false;
        share.giveUp();
    }

    /** The stream is over. Any thread. */
    void end() {
        share.end();
    }
}
