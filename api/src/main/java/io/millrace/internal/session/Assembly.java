// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
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

    private final String stream;
    private final int largestLength;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int length;
    private boolean complete;

    /** For messages of a payload of up to {@code largestMessage}, which {@link FragmentRules} has seen to. */
    Assembly(String stream, long largestMessage) {
        this.stream = stream;
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

    /** Adds the next fragment. */
    void add(ByteBuffer frames, int offset, int frameLength) {
        reserve(frameLength);
        int header = length == 0 ? FrameDescriptor.HEADER_LENGTH : 0;
        int copied = frameLength - FrameDescriptor.HEADER_LENGTH + header;
        bytes.put(length, frames, offset + FrameDescriptor.HEADER_LENGTH - header, copied);
        length += copied;
        complete = (FrameFlyweight.flags(frames, offset) & FrameDescriptor.FLAG_END) != 0;
    }

    /**
     * Makes room for the next fragment.
     *
     * @throws ResourceException if there is no memory; nothing has changed then
     */
    void reserve(int frameLength) {
        int needed = length + frameLength;
        if (needed <= bytes.capacity()) {
            return;
        }
        int doubled = (int) Math.min(largestLength, 2L * bytes.capacity());
        int capacity = Math.max(needed, Math.max(doubled, FIRST_ROOM));
        ByteBuffer larger;
        try {
            larger = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            throw new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory of " + capacity + " bytes to assemble a message of stream "
                            + RemoteText.clean(stream, 64),
                    "raise -XX:MaxDirectMemorySize, or lower max-message at this end or ring at the publisher",
                    e);
        }
        larger.put(0, bytes, 0, length);
        bytes = larger;
    }

    /** The message is done with, or will not be completed. */
    void clear() {
        length = 0;
        complete = false;
    }
}
