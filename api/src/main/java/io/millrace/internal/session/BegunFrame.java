// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.internal.ring.FrameRing;
import io.millrace.spi.FrameLink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frame that a write stopped in: the link has its beginning, and takes nothing before its rest. The rest lies in the
 * ring, or in a copy if the ring no longer waits for this session. Guarded by the transmitter's lock.
 */
final class BegunFrame {

    private int rest;
    private long position;
    private long end;
    private @Nullable ByteBuffer aside;

    /** True if part of a frame is on the link and the rest is not. */
    boolean isOpen() {
        return rest > 0;
    }

    /** Where it begins; if none is open, where the write has stopped between two frames. */
    long position() {
        return position;
    }

    /** The position after it. */
    long end() {
        return end;
    }

    /**
     * A write of frames has stopped after some bytes: finds the frame that it stopped in.
     *
     * @return how many messages were begun
     */
    int locate(FrameRing ring, long from, int written) {
        long at = from;
        int left = written;
        int messages = 0;
        while (left > 0) {
            int length = ring.wireLengthAt(at);
            messages += ring.endsMessage(at) ? 1 : 0;
            if (left < length) {
                rest = length - left;
                end = ring.endOf(at);
                aside = null;
                break;
            }
            left -= length;
            at = ring.endOf(at);
        }
        position = at;
        return messages;
    }

    /** The link is gone, and the frame's beginning with it. */
    void drop() {
        rest = 0;
        aside = null;
    }

    /** The ring, if there is one yet, may be written over from now on: keeps a copy of what the link has not had. */
    void setAside(@Nullable FrameRing ring) {
        if (rest > 0 && aside == null && ring != null) {
            ByteBuffer copy = ByteBuffer.allocateDirect(rest);
            copy.put(0, ring.buffer(), restOffset(ring), rest);
            aside = copy;
        }
    }

    private int restOffset(FrameRing ring) {
        return ring.offset(position) + ring.wireLengthAt(position) - rest;
    }

    /**
     * Writes what it can of the rest.
     *
     * @param view of the ring's buffer, to be moved about
     */
    int write(FrameLink link, FrameRing ring, ByteBuffer view) {
        ByteBuffer copy = aside;
        if (copy != null) {
            copy.position(copy.limit() - rest);
        } else {
            int from = restOffset(ring);
            view.limit(from + rest).position(from);
        }
        int written = link.write(copy != null ? copy : view);
        rest -= written;
        if (rest == 0) {
            aside = null;
        }
        return written;
    }
}
