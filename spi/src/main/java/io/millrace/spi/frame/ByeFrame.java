// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;
import static io.millrace.spi.frame.FrameDescriptor.KIND_BYE;

import io.millrace.error.ProtocolException;
import java.nio.ByteBuffer;

/**
 * A BYE: the sender ends the session, or leaves it for a while. Stateless, for any thread that owns the bytes; allocates
 * nothing. Call {@link #check} before the getters.
 */
public final class ByeFrame {

    /** Header and body in bytes. */
    public static final int LENGTH = HEADER_LENGTH + 8;

    /** No more data will be sent; what comes is still processed and acknowledged. */
    public static final int END = 0;

    /** Keep the session and come back. */
    public static final int RESTART = 1;

    /** Something was wrong with what was received; keep the session. */
    public static final int PROTOCOL = 2;

    private static final int RETRY_AFTER = HEADER_LENGTH;

    private ByeFrame() {}

    /** Writes the frame with its checksum and padding; returns the aligned length. */
    public static int encode(ByteBuffer b, int offset, FrameChecksum checksum, int status, int retryAfterMs) {
        ControlFrame.requireRange("status", status, END, PROTOCOL);
        ControlFrame.requireRange("retryAfterMs", retryAfterMs, 0, Integer.MAX_VALUE);
        ControlFrame.begin(b, offset, KIND_BYE, LENGTH, status, 0, 0, 0);
        b.putLong(offset + RETRY_AFTER, retryAfterMs);
        return ControlFrame.finish(b, offset, checksum);
    }

    /**
     * Checks the frame.
     *
     * @throws ProtocolException as {@link HeaderRules#check}, or BAD_CONTROL_FRAME
     */
    public static void check(ByteBuffer b, int offset) {
        ControlFrame.checkExact(b, offset, KIND_BYE, LENGTH);
        ControlFrame.checkNoStream(b, offset, KIND_BYE);
        ControlFrame.checkNoPosition(b, offset, KIND_BYE);
        ControlFrame.checkNoCorrelation(b, offset, KIND_BYE);
        int status = status(b, offset);
        ControlFrame.checkField(status <= PROTOCOL, KIND_BYE, "status", status, "0 to 2");
        long retryAfterMs = b.getLong(offset + RETRY_AFTER);
        ControlFrame.checkField(
                retryAfterMs >= 0 && retryAfterMs <= Integer.MAX_VALUE,
                KIND_BYE,
                "retryAfterMs",
                retryAfterMs,
                "0 to 2147483647, and zeros behind it");
    }

    /** {@link #END}, {@link #RESTART} or {@link #PROTOCOL}. */
    public static int status(ByteBuffer b, int offset) {
        return FrameFlyweight.status(b, offset);
    }

    /** Not to come back earlier; 0 if the peer does not say. */
    public static int retryAfterMs(ByteBuffer b, int offset) {
        return b.getInt(offset + RETRY_AFTER);
    }

    /** The name of a status for messages. */
    public static String statusName(int status) {
        return switch (status) {
            case END -> "END";
            case RESTART -> "RESTART";
            case PROTOCOL -> "PROTOCOL";
            default -> "status " + status;
        };
    }
}
