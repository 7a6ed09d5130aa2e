// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;

/**
 * What follows for a publication from the sessions that it is attached to: where a new one joins, whether anybody is
 * there, whether it is over. Stateless; I/O agent's thread.
 */
public final class Audience {

    private Audience() {}

    /**
     * Where a receiver that never saw the stream begins: with the oldest held, unless others are at work already; then
     * behind what is published. Not behind what is claimed: the gate would follow, and open a claim's room to others.
     */
    public static long joinPosition(PublishedStream stream, Attachment[] attached) {
        FrameRing ring = stream.ring();
        long known = -1;
        for (Attachment attachment : attached) {
            if (attachment.stream().isSubscribed() && !attachment.stream().isRefused()) {
                known = Math.max(known, attachment.stream().highestSent());
            }
        }
        long held = stream.oldestHeld();
        return known < 0 || ring == null ? held : ring.publishedFrom(Math.max(known, held));
    }

    /** True if every session has said that it does not subscribe; also if there is none. */
    public static boolean isRefusedByAll(Attachment[] attached) {
        for (Attachment attachment : attached) {
            if (!attachment.stream().isRefused()) {
                return false;
            }
        }
        return true;
    }

    /** True if there are subscribers, and none of them puts fragments together. */
    public static boolean isForWholeMessagesOnly(Attachment[] attached) {
        boolean some = false;
        for (Attachment attachment : attached) {
            if (!attachment.stream().isRefused()) {
                if (!attachment.stream().isWholeOnly()) {
                    return false;
                }
                some = true;
            }
        }
        return some;
    }

    /** True if somebody has not had everything yet. */
    public static boolean isAwaiting(PublishedStream stream, Attachment[] attached) {
        if (attached.length > 0 && stream.oldestHeld() < stream.publishedEnd()) {
            return true;
        }
        for (Attachment attachment : attached) {
            if (attachment.stream().isDetached()) {
                return true;
            }
        }
        return false;
    }

    /** True if the stream is closed and every session has processed it to its end. */
    public static boolean isOver(PublishedStream stream, Attachment[] attached) {
        if (!stream.isClosing() || stream.oldestHeld() < stream.publishedEnd()) {
            return false;
        }
        for (Attachment attachment : attached) {
            if (!attachment.stream().isEnded() && !attachment.stream().isRefused()) {
                return false;
            }
        }
        return true;
    }
}
