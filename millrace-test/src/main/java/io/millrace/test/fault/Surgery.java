// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Something that is done once to a range of one direction's bytes, which are numbered as they come. Used by the proxy's
 * thread only.
 */
abstract class Surgery {
    final long from;
    final long to;

    Surgery(long from, long to) {
        this.from = from;
        this.to = to;
    }

    /** Everything before {@code at} has been seen: is there nothing more to do? */
    final boolean isDoneAt(long at) {
        return at >= to;
    }

    /**
     * Cuts, alters or adds.
     *
     * @param bytes what has come, from position to limit; may be altered
     * @param at the number of the first of them
     * @return what is to be passed on instead, perhaps the same buffer
     */
    final ByteBuffer operate(ByteBuffer bytes, long at) {
        int first = (int) Math.max(0, from - at);
        int end = (int) Math.min(bytes.remaining(), to - at);
        return first < end ? operate(bytes, at, bytes.position() + first, bytes.position() + end) : bytes;
    }

    /** The range's part that has come lies at {@code first} to {@code end}. */
    abstract ByteBuffer operate(ByteBuffer bytes, long at, int first, int end);

    private static ByteBuffer join(ByteBuffer bytes, int headEnd, int tailFrom) {
        ByteBuffer head = bytes.duplicate().limit(headEnd);
        ByteBuffer tail = bytes.duplicate().position(tailFrom);
        return ByteBuffer.allocate(head.remaining() + tail.remaining())
                .put(head)
                .put(tail)
                .flip();
    }

    /** The range never arrives. */
    static Surgery swallow(long from, long bytes) {
        return new Surgery(from, from + bytes) {
            @Override
            ByteBuffer operate(ByteBuffer all, long at, int first, int end) {
                return join(all, first, end);
            }
        };
    }

    /** What of the range comes in one piece is passed on twice. */
    static Surgery duplicate(long from, long bytes) {
        return new Surgery(from, from + bytes) {
            @Override
            ByteBuffer operate(ByteBuffer all, long at, int first, int end) {
                return join(all, end, first);
            }
        };
    }

    /** Bits at random places of the range are flipped. */
    static Surgery flip(long from, long bytes, int bits, SplittableRandom random) {
        long[] places = new long[bits];
        Arrays.setAll(places, i -> from * Byte.SIZE + random.nextLong(bytes * Byte.SIZE));
        return new Surgery(from, from + bytes) {
            @Override
            ByteBuffer operate(ByteBuffer all, long at, int first, int end) {
                for (long place : places) {
                    long index = place / Byte.SIZE - at + all.position();
                    if (index >= first && index < end) {
                        int i = (int) index;
                        all.put(i, (byte) (all.get(i) ^ (1 << (place % Byte.SIZE))));
                    }
                }
                return all;
            }
        };
    }
}
