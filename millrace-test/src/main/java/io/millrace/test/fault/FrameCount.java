// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

/**
 * The DATA frames that all links of a proxy have carried, and where among them the next cut is due. Shared by the links'
 * trackers; used by the proxy's thread only.
 */
final class FrameCount {
    private static final long NEVER = Long.MAX_VALUE;

    private long frames;
    private long cutAfterFrames = NEVER;
    private int cutOffset;

    long frames() {
        return frames;
    }

    void planCut(long afterFrames, int offsetInFrame) {
        cutAfterFrames = afterFrames;
        cutOffset = offsetInFrame;
    }

    /** Counts one more; true if the cut falls inside it, which then is nobody else's any more. */
    boolean isCutInNext() {
        frames++;
        boolean due = frames > cutAfterFrames;
        if (due) {
            cutAfterFrames = NEVER;
        }
        return due;
    }

    int cutOffset() {
        return cutOffset;
    }
}
