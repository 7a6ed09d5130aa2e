// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process holds: objects that survive a collection, and direct buffers. What the kernel holds for its sockets
 * is not in it.
 */
record MemoryUse(long heapBytes, long directBytes) {
    private static final int COLLECTIONS = 3;
    private static final double KIB = 1024;

    /** Collects garbage first; the second and third collection take what was only held by cleaners. */
    static MemoryUse settled() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long direct = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            direct += pool.getMemoryUsed();
        }
        return new MemoryUse(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct);
    }

    double kibSince(MemoryUse before) {
        return (heapBytes - before.heapBytes + directBytes - before.directBytes) / KIB;
    }
}
