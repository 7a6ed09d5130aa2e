// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.ResourceException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Errors of the system as errors of ours. The JDK tells most of them apart by their text alone, which follows the
 * user's language; where the difference matters to the engine it is found out in another way. Stateless; any thread.
 */
public final class SocketErrors {
    private SocketErrors() {}

    /** The peer has closed a link in good order, though perhaps within a frame. */
    public static LinkException endOfStream(String link, long totalBytes, int pendingBytes) {
        String rest = pendingBytes == 0 ? "" : ", the last " + pendingBytes + " of them an incomplete frame";
        return new LinkException(
                ErrorCode.LINK_EOF,
                "the peer has closed " + link + " after sending " + totalBytes + " bytes" + rest,
                "if the peer should be up, look into its log");
    }

    static LinkException broken(String link, IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return closed(link);
        }
        String reason = String.valueOf(cause.getMessage());
        if (reason.startsWith("Connection reset") || reason.equals("Broken pipe")) {
            return new LinkException(
                    ErrorCode.LINK_RESET,
                    "the peer or something on the way has reset " + link,
                    "if the peer should be up, look into its log",
                    cause);
        }
        return new LinkException(
                ErrorCode.LINK_IO, link + " is broken: " + reason, "check the network between the two ends", cause);
    }

    /** A link is used that this side has closed. */
    public static LinkException closed(String link) {
        return new LinkException(ErrorCode.LINK_IO, link + " was closed on this side", "");
    }

    /**
     * The error to throw if the cause is a lack of descriptors, else null. What the text does not settle a probe does:
     * nothing but a lack of descriptors or memory keeps an unconnected channel from being opened.
     */
    static @Nullable ResourceException outOfDescriptors(String doing, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        if (!reason.startsWith("Too many open files") && canOpen()) {
            return null;
        }
        return new ResourceException(
                ErrorCode.TOO_MANY_OPEN_FILES,
                "no file descriptor left while " + doing,
                "raise the limit (`ulimit -n`, LimitNOFILE= in a systemd unit), or look for a leak with `lsof -p`",
                cause);
    }

    private static boolean canOpen() {
        try {
            SocketChannel.open().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
