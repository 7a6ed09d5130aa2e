// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param heapBytes used after a collection
 * @param directBytes of direct buffers
 * @param threads that live
 * @param descriptors open files and sockets, or -1 where the system does not say
 * @param residentBytes memory of the process as the system sees it, or -1
 */
record Vitals(long heapBytes, long directBytes, int threads, int descriptors, long residentBytes) {
    private static final long HEAP_SLACK = 16 << 20;
    private static final long DIRECT_SLACK = 16 << 20;
    private static final int THREAD_SLACK = 2;
    private static final int DESCRIPTOR_SLACK = 4;
    private static final int COLLECTIONS = 3;
    private static final long CLEANING_NS = 200_000_000;

    static Vitals ofThisProcess() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            LockSupport.parkNanos(CLEANING_NS); // direct buffers are freed by another thread, after the collection
        }
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Vitals(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                direct,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                descriptorsOfThisProcess(),
                residentOfThisProcess());
    }

    private static int descriptorsOfThisProcess() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            return -1;
        }
    }

    private static long residentOfThisProcess() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    static Vitals parse(String text) {
        String[] parts = text.split(" ", -1);
        return new Vitals(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Long.parseLong(parts[4]));
    }

    /** Whether a process that was so at the start has let go at the end of what it took meanwhile. */
    boolean isLeakSince(Vitals start) {
        return threads > start.threads + THREAD_SLACK
                || descriptors > start.descriptors + DESCRIPTOR_SLACK
                || heapBytes > start.heapBytes + HEAP_SLACK
                || directBytes > start.directBytes + DIRECT_SLACK;
    }

    @Override
    public String toString() {
        return heapBytes + " " + directBytes + " " + threads + " " + descriptors + " " + residentBytes;
    }
}
