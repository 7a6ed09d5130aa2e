// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameDescriptor;

/**
 * How a message that is larger than a frame lies in its claim: frames of the largest size, and the rest; cut once more at
 * the buffer's end if it lies in between. Every frame but the last fills its slots, so the message takes its payload and
 * one header a fragment. Stateless, for any thread.
 */
public final class FragmentLayout {

    private static final int HEADER = FrameDescriptor.HEADER_LENGTH;

    private FragmentLayout() {}

    /**
     * Bytes that a message takes, aligned.
     *
     * @param payloadLength of the message
     * @param maxFrame largest frame, a multiple of 32 over 32
     * @param room from the claim's first byte to the buffer's end, a multiple of 32
     */
    public static int span(int payloadLength, int maxFrame, int room) {
        int uncut = uncut(payloadLength, maxFrame);
        if (uncut <= room) {
            return uncut;
        }
        int before = (room + maxFrame - 1) / maxFrame;
        return room + uncut(payloadLength - (room - HEADER * before), maxFrame);
    }

    /** The most that {@link #span} can be, wherever the message begins: one fragment more. */
    public static int widest(int payloadLength, int maxFrame) {
        return uncut(payloadLength, maxFrame) + HEADER;
    }

    /** The largest payload whose message never takes more than this many bytes; a frame is allowed in any case. */
    public static int largestPayload(int bytes, int maxFrame) {
        int payloadOfFrame = maxFrame - HEADER;
        int frames = (bytes - HEADER) / maxFrame;
        int rest = (bytes - HEADER) % maxFrame;
        return Math.max(payloadOfFrame, frames * payloadOfFrame + Math.max(0, rest - HEADER));
    }

    private static int uncut(int payloadLength, int maxFrame) {
        int payloadOfFrame = maxFrame - HEADER;
        int fragments = Math.max(1, (payloadLength + payloadOfFrame - 1) / payloadOfFrame);
        return FrameDescriptor.align(payloadLength + HEADER * fragments);
    }
}
