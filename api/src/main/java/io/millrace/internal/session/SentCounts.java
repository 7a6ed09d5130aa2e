// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * What one session was sent of a stream, counted: messages once, and what a resume sent again. Written under the
 * transmitter's lock; read by any thread, which may see what was true a moment ago.
 */
public final class SentCounts {

    private long againBelow;
    private long messages;
    private long retransmittedFrames;
    private long retransmittedBytes;

    SentCounts() {}

    /** What is sent below a position was sent before. */
    void againBelow(long position) {
        againBelow = position;
    }

    /** Where a run ends at the latest: what is sent again ends a run of its own, so that it can be counted exactly. */
    long endOfRun(long from, long limit) {
        return from < againBelow ? Math.min(limit, againBelow) : limit;
    }

    /** A run was written. */
    void sent(long from, long to, int frames) {
        if (from < againBelow) {
            retransmittedFrames += frames;
            retransmittedBytes += to - from;
        } else {
            messages += frames;
        }
    }

    /** Messages sent, each counted once. */
    public long messages() {
        return messages;
    }

    /** Frames sent again after a resume. */
    public long retransmittedFrames() {
        return retransmittedFrames;
    }

    /** Bytes sent again after a resume. */
    public long retransmittedBytes() {
        return retransmittedBytes;
    }
}
