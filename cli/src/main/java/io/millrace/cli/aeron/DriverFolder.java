// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.aeron;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A new folder for the directories of media drivers, in shared memory where there is some. Any thread. */
public final class DriverFolder implements Closeable {
    private final Path path;

    private DriverFolder(Path path) {
        this.path = path;
    }

    /** Makes it; nobody else's has its name. */
    public static DriverFolder create(String prefix) throws IOException {
        Path shared = Path.of("/dev/shm");
        return new DriverFolder(
                Files.isWritable(shared)
                        ? Files.createTempDirectory(shared, prefix)
                        : Files.createTempDirectory(prefix));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Removes it, with what drivers that were killed have left in it. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
