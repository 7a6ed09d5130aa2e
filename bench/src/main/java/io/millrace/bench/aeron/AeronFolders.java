// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;

/** Directories for the media driver of a run, in shared memory; gone with the process. Any thread. */
public final class AeronFolders {
    private AeronFolders() {}

    /** A directory in which no driver is yet. */
    public static Path fresh() {
        Path shared = Path.of("/dev/shm");
        try {
            Path folder = Files.isWritable(shared)
                    ? Files.createTempDirectory(shared, "millrace-bench-")
                    : Files.createTempDirectory("millrace-bench-");
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> IoUtil.delete(folder.toFile(), true), "aeron-folder"));
            return folder.resolve("aeron");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
