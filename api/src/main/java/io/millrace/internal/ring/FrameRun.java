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
    private int messages;
    private boolean padded;

    void begin(long position) {
        from = position;
        end = position;
        wireLength = 0;
        messages = 0;
        padded = false;
    }

    void set(long end, int wireLength, int messages) {
        this.end = end;
        this.wireLength = wireLength;
        this.messages = messages;
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

    /** Messages that end in it: neither PADs count nor fragments before the last. */
    public int messages() {
        return messages;
    }

    /** True if it ends with a PAD. */
    public boolean isPadded() {
        return padded;
    }
}
