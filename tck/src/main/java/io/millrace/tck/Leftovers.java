// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a process holds at one moment that a test must give back: threads, descriptors, memory outside the heap, files. Taken
 * before a test and compared after it. Descriptors are seen on Linux only.
 */
final class Leftovers {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** What a virtual machine allocates for itself now and then. */
    private static final long SLACK_BYTES = 64 << 10;

    private static final int SETTLING_STEPS = 3;

    /** What was in use at the end of the last count. */
    private static volatile Map<String, Long> settled = Map.of();

    private static final long LONGEST_NS = Duration.ofSeconds(5).toNanos();

    static {
        try {
            // The first close of a channel makes the JDK open descriptors of its own, for good
            SocketChannel.open().close();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Set<Thread> threads = threads();
    private final Map<String, Integer> descriptors = descriptors();
    private final Map<String, Long> bytes;
    private final boolean countsMemory;
    private final List<Path> folders;
    private final Set<Path> files;

    private Leftovers(List<Path> folders, boolean countsMemory) {
        this.countsMemory = countsMemory;
        this.bytes = countsMemory ? settledBytes() : Map.of();
        this.folders = folders;
        this.files = files(folders);
    }

    static Leftovers now(List<Path> folders, boolean countsMemory) {
        return new Leftovers(folders, countsMemory);
    }

    /** Waits a little for what is on its way out, and fails with the rule that was broken if something stays. */
    void check(Duration patience) {
        long deadlineNs = System.nanoTime() + Math.min(patience.toNanos(), LONGEST_NS);
        while (true) {
            String problem = problem();
            if (problem.isEmpty()) {
                settled = countsMemory ? bytes() : settled;
                return;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError(problem);
            }
            if (problem.startsWith("[X8]")) {
                // Direct memory comes back with a collection, and with nothing else
                System.gc();
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The rule that is broken now, and by what; empty if none is. */
    String problem() {
        Set<String> alive = threads().stream()
                .filter(thread -> !threads.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!alive.isEmpty()) {
            return "[X6] No thread is left: " + alive;
        }
        List<String> open = new ArrayList<>();
        descriptors().forEach((kind, count) -> {
            int more = count - descriptors.getOrDefault(kind, 0);
            if (more > 0) {
                open.add(more + " more of " + kind);
            }
        });
        if (!open.isEmpty()) {
            return "[X7] No descriptor is left: " + open;
        }
        Set<Path> left = files(folders);
        left.removeAll(files);
        if (!left.isEmpty()) {
            return "[X9] No file is left: " + left;
        }
        if (!countsMemory) {
            return "";
        }
        List<String> held = new ArrayList<>();
        bytes().forEach((pool, used) -> {
            long more = used - bytes.getOrDefault(pool, 0L);
            if (more > SLACK_BYTES) {
                held.add(more + " more bytes in the pool '" + pool + "'");
            }
        });
        return held.isEmpty() ? "" : "[X8] No memory outside the heap is left: " + held;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
                .filter(thread -> !thread.getName().startsWith("junit-"))
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().matches("system|InnocuousThreadGroup"))
                .collect(Collectors.toSet());
    }

    /** By what they are: {@code socket}, {@code pipe}, {@code anon_inode:[eventpoll]}, or a file's path. */
    private static Map<String, Integer> descriptors() {
        Map<String, Integer> kinds = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return kinds;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            all.forEach(descriptor -> {
                String kind = kind(descriptor);
                if (!kind.isEmpty()) {
                    kinds.merge(kind, 1, Integer::sum);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }

    private static String kind(Path descriptor) {
        String target;
        try {
            target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed meanwhile, such as the one of this very listing
            return "";
        }
        if (target.startsWith("/proc/")
                || target.startsWith("/dev/")
                || target.endsWith(".jar")
                || target.endsWith(".so")) {
            // Class loading opens them when it likes
            return "";
        }
        int id = target.indexOf(":[");
        return id > 0 && !target.startsWith("anon_inode") ? target.substring(0, id) : target;
    }

    /** Without what is garbage already, which would make room for what leaks. */
    private static Map<String, Long> settledBytes() {
        Map<String, Long> now = bytes();
        if (isMore(now, settled)) {
            for (int i = 0; i < SETTLING_STEPS; i++) {
                System.gc();
                LockSupport.parkNanos(2_000_000);
            }
            now = bytes();
        }
        return now;
    }

    private static boolean isMore(Map<String, Long> now, Map<String, Long> before) {
        return now.entrySet().stream()
                .anyMatch(pool -> pool.getValue() - before.getOrDefault(pool.getKey(), 0L) > SLACK_BYTES);
    }

    private static Map<String, Long> bytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .collect(Collectors.toMap(BufferPoolMXBean::getName, BufferPoolMXBean::getMemoryUsed));
    }

    private static Set<Path> files(List<Path> folders) {
        Set<Path> found = new TreeSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(path -> !path.equals(folder)).forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
