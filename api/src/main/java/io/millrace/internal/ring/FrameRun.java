// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameDescriptor;

/**
 * Result of a {@link FrameRing#scan}: frames that lie back to back in the buffer. Reused by its owner, one thread at a
 * time.
 */
public final class FrameRun {

    private long from;
    private long end;
    private int wireLength;
    private int frames;
    private boolean padded;

    void begin(long position) {
        from = position;
        end = position;
        wireLength = 0;
        frames = 0;
        padded = false;
    }

    void set(long end, int wireLength, int frames) {
        this.end = end;
        this.wireLength = wireLength;
        this.frames = frames;
    }

    void endWithPad(long position) {
        end = position;
        wireLength += FrameDescriptor.HEADER_LENGTH;
        padded = true;
    }

    /** Position of the first frame. */
    public long from() {
        return from;
    }

    /** Position after the last frame; after a PAD, its span included. */
    public long end() {
        return end;
    }

    /** Bytes to write, from the first frame's offset on; of a PAD only the header. */
    public int wireLength() {
        return wireLength;
    }

    /** Messages in it; PADs do not count. */
    public int frames() {
        return frames;
    }

    /** True if it ends with a PAD. */
    public boolean isPadded() {
        return padded;
    }
}
