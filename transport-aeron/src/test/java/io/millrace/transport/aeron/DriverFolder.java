// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A folder for the media drivers of one test, in shared memory where there is some; nobody else's tests meet them there. */
final class DriverFolder implements AutoCloseable {
    /** Longer than a driver keeps what nobody uses any more. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(40);

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path folder;

    DriverFolder() {
        Path shared = Path.of("/dev/shm");
        Path base = Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
        try {
            folder = Files.createTempDirectory(base, "millrace-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return folder;
    }

    /** The directory of a driver. */
    Path directory() {
        return folder.resolve("aeron");
    }

    /** Where the locks of the driver's users are. */
    Path locks() {
        return folder.resolve("aeron.locks");
    }

    /** Waits until a driver has removed the memory of the last stream. */
    void awaitNoStreams() {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        List<Path> left = streams();
        while (!left.isEmpty()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new AssertionError("the driver still has " + left);
            }
            LockSupport.parkNanos(LOOK_NS);
            left = streams();
        }
    }

    private List<Path> streams() {
        try (Stream<Path> files = Files.walk(directory())) {
            return files.filter(file -> file.toString().endsWith(".logbuffer")).toList();
        } catch (IOException | UncheckedIOException e) {
            // One was removed while we looked
            return List.of(directory());
        }
    }

    /** Options of a URI whose driver runs in this process. */
    String embedded() {
        return "#aeron.dir=" + directory() + "&aeron.driver=embedded";
    }

    /** Options of a URI whose driver is somebody else's. */
    String external() {
        return "#aeron.dir=" + directory();
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
