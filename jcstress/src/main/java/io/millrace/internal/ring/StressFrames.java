// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.ring;

import io.millrace.spi.frame.FrameFlyweight;

/** Frames of 64 bytes whose payload can be told from its position, for the stress tests of the ring. */
final class StressFrames {

    static final int STREAM_ID = 5;
    private static final long SALT = 0x5A5A_0000_0000_0001L;

    private StressFrames() {}

    /** Writes and publishes a claimed frame; does nothing if the claim was refused. */
    static int publish(FrameRing ring, long position) {
        if (position < 0) {
            return 0;
        }
        int offset = ring.offset(position);
        for (int i = 32; i < 64; i += 8) {
            ring.buffer().putLong(offset + i, SALT + position + i);
        }
        FrameFlyweight.writeDataHeader(ring.buffer(), offset, 64, STREAM_ID, 0, position, 0);
        ring.publish(position, 64);
        return 1;
    }

    /** Walks all that is published from a position on: how many messages, or -1 if something is not as written. */
    static int consume(FrameRing ring, long from) {
        FrameRun run = new FrameRun();
        long position = from;
        int messages = 0;
        while (ring.scan(position, Long.MAX_VALUE, 1024, run)) {
            while (position < run.end()) {
                int found = check(ring, position);
                if (found < 0) {
                    return -1;
                }
                messages += found;
                position = ring.endOf(position);
            }
        }
        return messages;
    }

    /** 1 if the frame at a position is a message as written, 0 if it is a PAD, -1 if it is neither. */
    static int check(FrameRing ring, long position) {
        int offset = ring.offset(position);
        if (FrameFlyweight.position(ring.buffer(), offset) != position
                || FrameFlyweight.streamId(ring.buffer(), offset) != STREAM_ID) {
            return -1;
        }
        if (ring.isPad(position)) {
            return 0;
        }
        for (int i = 32; i < 64; i += 8) {
            if (ring.buffer().getLong(offset + i) != SALT + position + i) {
                return -1;
            }
        }
        return 1;
    }
}
