// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * What this JVM holds after a collection.
 *
 * @param heapBytes on the heap
 * @param directBuffers direct buffers
 * @param directBytes their bytes
 */
record Memory(long heapBytes, long directBuffers, long directBytes) {

    private static final int COLLECTIONS = 3;
    private static final int MOST_LOOKS = 20;
    private static final Duration CLEANING = Duration.ofMillis(100);

    /** The least of a few collections: what a first one finds, its cleaners release for the second. */
    static Memory now() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        long heap = LongStream.range(0, COLLECTIONS)
                .map(i -> heapAfterCollection())
                .min()
                .orElseThrow();
        settle(direct);
        return new Memory(heap, direct.getCount(), direct.getMemoryUsed());
    }

    /** Cleaners free after a collection, at their leisure: until a collection changes nothing any more. */
    private static void settle(BufferPoolMXBean direct) {
        long before;
        int looks = 0;
        do {
            before = direct.getMemoryUsed();
            System.gc();
            Await.elapsed(CLEANING);
        } while (direct.getMemoryUsed() != before && ++looks < MOST_LOOKS);
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
