// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint may use to put messages together out of fragments, all its sessions and streams taken together. Who gets nothing
 * now keeps its fragment and asks again. Any thread.
 *
 * <p><b>Why nobody waits for ever.</b> Messages that each have a half of what there is, and wait for the other half, would. So a part
 * is set aside, as large as the largest message, for one of them at a time: the first that had to wait.
 */
public final class AssemblyMemory {

    /** For messages that come whole. */
    static final AssemblyMemory UNLIMITED = new AssemblyMemory(Long.MAX_VALUE, 0);

    private final long limit;
    private final long setAside;
    private long used;
    private long waits;

    /** No stream should keep memory between its messages. */
    private volatile boolean tight;

    private volatile @Nullable Share preferred;

    /**
     * For one endpoint.
     *
     * @param limit bytes, at least twice those of the largest message
     * @param largestMessage bytes of which that one message at a time is sure
     */
    public AssemblyMemory(long limit, long largestMessage) {
        this.limit = limit;
        this.setAside = largestMessage + FrameDescriptor.HEADER_LENGTH;
    }

    /** Bytes in use, and kept for the next message of a stream. */
    public synchronized long used() {
        return used;
    }

    /** How many messages have had to wait since this was last asked. */
    public synchronized long takeWaits() {
        long taken = waits;
        waits = 0;
        return taken;
    }

    /** Why they wait. */
    public MillraceException full() {
        return MillraceException.of(
                ErrorCode.TOO_MUCH_ASSEMBLED,
                "messages that are put together out of fragments take all of " + limit + " bytes (max-assembled)",
                "nothing is lost, their publishers wait; raise max-assembled, or let them send smaller messages");
    }

    /** For one stream. */
    Share share() {
        return new Share();
    }

    private synchronized boolean claim(Share share, int bytes) {
        if (share.over) {
            return true;
        }
        if (bytes > limit - setAside - used && !isPreferred(share)) {
            if (!share.waits) {
                share.waits = true;
                waits++;
            }
            return false;
        }
        share.waits = false;
        add(share, bytes);
        return true;
    }

    private boolean isPreferred(Share share) {
        if (preferred == null) {
            preferred = share;
        }
        return preferred == share;
    }

    private synchronized void release(Share share, int bytes) {
        add(share, -Math.min(bytes, share.bytes));
    }

    private void add(Share share, int bytes) {
        used += bytes;
        share.bytes += bytes;
        tight = used > (limit - setAside) / 2;
    }

    private synchronized void finish(Share share) {
        share.waits = false;
        if (preferred == share) {
            preferred = null;
        }
    }

    private synchronized void end(Share share) {
        finish(share);
        add(share, -share.bytes);
        share.over = true;
    }

    /** What one stream has of it. Its thread; {@link #end} may be called on another one. */
    final class Share {

        private int bytes;
        private boolean waits;
        private boolean over;

        /** Takes more for the present message; false if it must wait. */
        boolean claim(int more) {
            return AssemblyMemory.this.claim(this, more);
        }

        /** Gives some back. */
        void release(int less) {
            AssemblyMemory.this.release(this, less);
        }

        /**
         * The present message is done with.
         *
         * @return false if what it took is not to be kept for the next one
         */
        boolean finish() {
            if (preferred == this) {
                giveUp();
            }
            return !tight;
        }

        /** The present message will not be completed; what it took stays. */
        void giveUp() {
            AssemblyMemory.this.finish(this);
        }

        /** The stream is over; what its thread may still take is not counted, and goes with it. */
        void end() {
            AssemblyMemory.this.end(this);
        }
    }
}
