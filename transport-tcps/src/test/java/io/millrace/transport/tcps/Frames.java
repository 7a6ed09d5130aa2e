// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Frames of random lengths, padded to 32 bytes, whose every word follows from a seed: written by one, checked by another. */
final class Frames implements FrameSink {
    private static final int ALIGNMENT = 32;

    private final long seed;
    private final SplittableRandom random;
    private long count;
    private int nextLength;

    Frames(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        draw();
    }

    long seed() {
        return seed;
    }

    long count() {
        return count;
    }

    private void draw() {
        int most = random.nextInt(8) == 0 ? 900 : 20;
        nextLength = ALIGNMENT * (1 + random.nextInt(most));
    }

    /** As many as asked for and as fit. */
    void fill(ByteBuffer target, int frames, long mostInAll) {
        for (int i = 0; i < frames && count < mostInAll && nextLength <= target.remaining(); i++) {
            int at = target.position();
            target.putInt(at, nextLength);
            for (int word = at + 4; word < at + nextLength; word += 4) {
                target.putInt(word, (int) count * 31 + word - at);
            }
            target.position(at + nextLength);
            count++;
            draw();
        }
    }

    @Override
    public int onBytes(ByteBuffer buffer, int offset, int length) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new AssertionError("not direct and little-endian: " + buffer);
        }
        int at = offset;
        while (offset + length - at >= ALIGNMENT) {
            if (buffer.getInt(at) != nextLength) {
                throw new AssertionError("frame " + count + " has length " + buffer.getInt(at) + ", not " + nextLength);
            }
            if (offset + length - at < nextLength) {
                break;
            }
            for (int word = at + 4; word < at + nextLength; word += 4) {
                if (buffer.getInt(word) != (int) count * 31 + word - at) {
                    throw new AssertionError("frame " + count + " is damaged at " + (word - at));
                }
            }
            at += nextLength;
            count++;
            draw();
        }
        return at - offset;
    }
}
