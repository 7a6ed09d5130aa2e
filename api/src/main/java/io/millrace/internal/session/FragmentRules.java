// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.error.RemoteText;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import java.nio.ByteBuffer;

/**
 * Which frame may follow which in a stream: a message is one frame with BEGIN and END, or a BEGIN, any number of
 * fragments with neither, and an END, all of one kind, with nothing but PADs between them. Asked when a frame arrives,
 * before it is kept or copied anywhere. I/O agent's thread.
 */
final class FragmentRules {

    private final String stream;
    private final long largestMessage;
    private boolean inMessage;
    private long beganAt;
    private long length;
    private int kind;

    FragmentRules(String stream, long largestMessage) {
        this.stream = stream;
        this.largestMessage = largestMessage;
    }

    /** True between a BEGIN and its END. */
    boolean isInMessage() {
        return inMessage;
    }

    /** Position of the BEGIN, while in a message. */
    long beganAt() {
        return beganAt;
    }

    /**
     * Checks the frame at the expected position.
     *
     * @throws ProtocolException if a correct publisher would not have sent it here
     */
    void check(ByteBuffer b, int offset, int frameLength) {
        int flags = FrameFlyweight.flags(b, offset);
        long position = FrameFlyweight.position(b, offset);
        int frameKind = FrameFlyweight.kind(b, offset);
        boolean begins = (flags & FrameDescriptor.FLAG_BEGIN) != 0;
        if (begins && inMessage) {
            throw broken("a BEGIN at " + position + " before the END of the message that began at " + beganAt);
        }
        if (!begins && !inMessage) {
            throw broken("a fragment at " + position + " of a message that has not begun: it has no BEGIN");
        }
        if (inMessage && frameKind != kind) {
            throw broken("a fragment of kind " + FrameDescriptor.kindName(frameKind) + " at " + position
                    + " in a message of kind " + FrameDescriptor.kindName(kind) + " that began at " + beganAt);
        }
        long grown = (begins ? 0 : length) + frameLength - FrameDescriptor.HEADER_LENGTH;
        if (grown > largestMessage && !isWhole(flags)) {
            throw broken("a message of at least " + grown + " bytes at " + position + ", its OPEN announced at most "
                    + largestMessage + " (largestMessage)");
        }
    }

    /** The frame, which was checked, has been taken. */
    void taken(ByteBuffer b, int offset, int frameLength) {
        int flags = FrameFlyweight.flags(b, offset);
        if ((flags & FrameDescriptor.FLAG_BEGIN) != 0) {
            beganAt = FrameFlyweight.position(b, offset);
            kind = FrameFlyweight.kind(b, offset);
            length = 0;
        }
        length += frameLength - FrameDescriptor.HEADER_LENGTH;
        inMessage = (flags & FrameDescriptor.FLAG_END) == 0;
    }

    /** True for a message of one frame. */
    static boolean isWhole(int flags) {
        return (flags & FrameDescriptor.FLAGS_UNFRAGMENTED) == FrameDescriptor.FLAGS_UNFRAGMENTED;
    }

    /** What comes next begins a message. */
    void reset() {
        inMessage = false;
    }

    private ProtocolException broken(String what) {
        return new ProtocolException(
                ErrorCode.UNEXPECTED_FRAME,
                "stream " + RemoteText.clean(stream, 64) + ": " + what,
                "a correct peer never sends this; the link is closed");
    }
}
