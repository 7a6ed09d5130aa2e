// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in memory that another process changes, with the order of memory said in the name. Offsets are multiples of 8. */
final class Mapped {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Mapped() {}

    /** What is read after this is at least as new as what was written before the matching {@link #put}. */
    static long get(ByteBuffer memory, int offset) {
        return (long) LONG.getAcquire(memory, offset);
    }

    /** What was written before this is seen by who reads it with {@link #get}. */
    static void put(ByteBuffer memory, int offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    static void increment(ByteBuffer memory, int offset) {
        long ignored = (long) LONG.getAndAdd(memory, offset, 1L);
    }
}
