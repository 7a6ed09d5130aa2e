// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the media drivers of one test, in shared memory where there is some; nobody else's tests meet them there. */
final class DriverFolder implements AutoCloseable {
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
